package frame

import "strings"

// MaxLen is how long a frame may be, in bytes.
const MaxLen = 1<<16 - 1

const head = 2

// A Joiner puts the frames of one stream together. The zero value is at the
// beginning of one.
type Joiner struct {
	have []byte // of a frame that is not complete, with its length
}

// Add takes in what has come, and calls f for each frame that is complete then.
func (j *Joiner) Add(data string, f func(frame string)) {
	if len(j.have) > 0 {
		data = j.complete(data, f)
	}
	single := len(data) > head && head+length(data) == len(data)
	for len(data) >= head {
		n := head + length(data)
		if n > len(data) {
			break
		}
		if single { // nothing else is kept by it
			f(data[head:])
			return
		}
		f(strings.Clone(data[head:n]))
		data = data[n:]
	}
	if data != "" {
		j.have = append(j.have[:0], data...)
	}
}

// complete adds to the frame that is not complete, and returns what is behind it.
func (j *Joiner) complete(data string, f func(frame string)) (rest string) {
	if len(j.have) < head {
		j.have = append(j.have, data[:min(1, len(data))]...)
		data = data[min(1, len(data)):]
		if len(j.have) < head {
			return ""
		}
	}
	n := head + length(string(j.have[:head]))
	need := min(n-len(j.have), len(data))
	j.have = append(j.have, data[:need]...)
	if len(j.have) == n {
		f(string(j.have[head:]))
		j.have = nil
	}
	return data[need:]
}

// Partial is how many bytes of a frame that is not complete have come.
func (j *Joiner) Partial() int { return len(j.have) }

func length(s string) int { return int(s[0])<<8 | int(s[1]) }

// Make makes a frame of data, which must not be longer than MaxLen.
func Make(data string) string {
	var b strings.Builder
	b.Grow(head + len(data))
	b.WriteByte(byte(len(data) >> 8))
	b.WriteByte(byte(len(data)))
	b.WriteString(data)
	return b.String()
}
