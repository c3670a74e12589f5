package wsbridge

import (
	"bytes"
	"errors"
	"io"
	"runtime"
	"sync"

	"github.com/klauspost/compress/flate"
)

// Messages are deflated and inflated one by one (RFC 7692 section 7.2): no
// connection keeps a window, in either direction.

// Bits of a deflating window (section 7.1.2).
const (
	minWindow = 8
	maxWindow = 15
)

// deflateLevel: 65 KB of JSON take 86 us and become 25 %, with level 5 170 us
// and 22 %.
const deflateLevel = 1

// working bounds how many messages are deflated and inflated at once, and so
// how many deflaters, which are large, there can be. Who has a place in it waits
// for nothing.
var working = make(chan struct{}, runtime.GOMAXPROCS(0))

var (
	deflaters [maxWindow + 1]sync.Pool // by window
	inflaters = sync.Pool{New: func() any { return new(inflater) }}
)

// A deflater holds 0.8 to 1.1 MiB.
type deflater struct {
	w     *flate.Writer
	out   *buffer
	limit int // of out
}

var errNotSmaller = errors.New("wsbridge: deflating gains nothing")

func (d *deflater) Write(p []byte) (int, error) {
	if len(d.out.b)+len(p) > d.limit {
		return 0, errNotSmaller
	}
	if len(d.out.b)+len(p) > cap(d.out.b) {
		big := d.out.grown(0, len(p))
		putBuffer(d.out)
		d.out = big
	}
	d.out.b = append(d.out.b, p...)
	return len(p), nil
}

func getDeflater(window int) *deflater {
	if d, ok := deflaters[window].Get().(*deflater); ok {
		return d
	}
	d := &deflater{}
	if window == maxWindow {
		d.w, _ = flate.NewWriter(nil, deflateLevel)
	} else {
		d.w, _ = flate.NewWriterWindow(nil, 1<<window)
	}
	return d
}

// blockEnd is the empty block that ends what a deflater has flushed. It is not
// sent (section 7.2.1).
const blockEnd = "\x00\x00\xff\xff"

// deflate returns the payload that stands for data, for a peer with a window of
// so many bits; nil if it would not be smaller. It goes to putBuffer.
func deflate[T []byte | string](data T, window int) *buffer {
	working <- struct{}{}
	defer func() { <-working }()
	d := getDeflater(window)
	d.limit = len(data) - 1 + len(blockEnd)
	d.out = getBuffer(len(data) / 4)
	d.w.Reset(d)
	_, err := d.w.Write(view(data))
	if err == nil {
		err = d.w.Flush()
	}
	out := d.out
	d.out = nil
	deflaters[window].Put(d)
	if err != nil || !bytes.HasSuffix(out.b, []byte(blockEnd)) {
		putBuffer(out)
		return nil
	}
	out.b = out.b[:len(out.b)-len(blockEnd)]
	return out
}

// view is data without a copy, to be read only.
func view[T []byte | string](data T) []byte {
	switch p := any(&data).(type) {
	case *string:
		return bytesOf(*p)
	case *[]byte:
		return *p
	}
	panic("unreachable")
}

// An inflater holds 53 KiB.
type inflater struct {
	in bytes.Reader
	r  io.ReadCloser
}

// lastBlock makes a reader's end of a payload: the empty block that was not sent,
// and one that says it is the last.
const lastBlock = blockEnd + "\x01" + blockEnd

// inflate returns what the payload p of a message stands for. More than limit
// bytes are a fault, and cost little more than that.
func inflate(p *buffer, limit int64) (*buffer, *fault) {
	n := len(p.b)
	if cap(p.b)-n < len(lastBlock) {
		big := p.grown(0, len(lastBlock))
		defer putBuffer(big)
		p = big
	}
	p.b = append(p.b, lastBlock...)
	defer func() { p.b = p.b[:n] }()

	working <- struct{}{}
	defer func() { <-working }()
	f := inflaters.Get().(*inflater)
	defer inflaters.Put(f)
	f.in.Reset(p.b)
	defer f.in.Reset(nil)
	if f.r == nil {
		f.r = flate.NewReader(&f.in)
	} else {
		f.r.(flate.Resetter).Reset(&f.in, nil)
	}
	return f.all(limit)
}

// all reads a whole message.
func (f *inflater) all(limit int64) (*buffer, *fault) {
	out := getBuffer(2 * f.in.Len())
	for {
		if len(out.b) == cap(out.b) {
			out = out.doubled()
		}
		n, err := f.r.Read(out.b[len(out.b):cap(out.b)])
		out.b = out.b[:len(out.b)+n]
		switch {
		case int64(len(out.b)) > limit:
			putBuffer(out)
			return nil, faultTooLong
		case err == nil:
		case err == io.EOF && f.ended():
			return out, nil
		default:
			putBuffer(out)
			return nil, faultDeflated
		}
	}
}

// ended reports whether the last block was ours, or one of the peer's (section
// 7.2.3.4) at the end of its payload.
func (f *inflater) ended() bool {
	switch f.in.Len() {
	case 0, len(lastBlock):
		return true
	case len(lastBlock) + 1:
		pad, _ := f.in.ReadByte()
		return pad == 0
	}
	return false
}
