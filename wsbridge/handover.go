package wsbridge

import "net"

// A predecessor is a stream with a past: it hands over what was read from it
// and not used yet, and what is queued for it and not written yet. A wire that
// is put on it goes on from there. Either may be nil.
type predecessor interface {
	net.Conn
	handOver() (in, out *buffer)
}

// A taken stream is what Take returns: reading starts with what came early, and
// writing comes after what was queued.
type taken struct {
	*stream
	in   *buffer // in.b[inAt:] came early; nil when empty
	inAt int
	out  *buffer // was queued before; nil when empty
}

func (t *taken) handOver() (in, out *buffer) {
	in, out = t.in, t.out
	if in != nil && t.inAt > 0 {
		in.b = in.b[:copy(in.b, in.b[t.inAt:])]
	}
	t.in, t.inAt, t.out = nil, 0, nil
	return in, out
}

func (t *taken) Read(p []byte) (int, error) {
	if t.in == nil {
		return t.stream.Read(p)
	}
	n := copy(p, t.in.b[t.inAt:])
	if t.inAt += n; t.inAt == len(t.in.b) {
		putBuffer(t.in)
		t.in, t.inAt = nil, 0
	}
	return n, nil
}

func (t *taken) Write(p []byte) (int, error) {
	if b := t.out; b != nil {
		t.out = nil
		defer putBuffer(b)
		if _, err := t.stream.Write(b.b); err != nil {
			return 0, err
		}
	}
	return t.stream.Write(p)
}
