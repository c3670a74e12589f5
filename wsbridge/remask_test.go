package wsbridge

import (
	"bytes"
	"encoding/binary"
	"io"
	"testing"
)

// wireFrame is a frame with or without a mask.
func wireFrame(payload []byte, masked bool, key uint32) []byte {
	b := appendHeader(nil, byte(Binary), len(payload))
	if !masked {
		return append(b, payload...)
	}
	b[1] |= maskBit
	b = binary.LittleEndian.AppendUint32(b, key)
	at := len(b)
	b = append(b, payload...)
	mask(b[at:], key)
	return b
}

// readWireFrame reads one frame, which has to be masked or not.
func readWireFrame(t *testing.T, r io.Reader, masked bool) ([]byte, error) {
	var h [10]byte
	if _, err := io.ReadFull(r, h[:2]); err != nil {
		return nil, err
	}
	if h[1]&maskBit != 0 != masked {
		t.Fatalf("header % x", h[:2])
	}
	more, size := lengthOf(h[1])
	io.ReadFull(r, h[2:2+more])
	for _, c := range h[2 : 2+more] {
		size = size<<8 | uint64(c)
	}
	var key [4]byte
	if masked {
		io.ReadFull(r, key[:])
	}
	p := make([]byte, size)
	if _, err := io.ReadFull(r, p); err != nil {
		return nil, err
	}
	mask(p, binary.LittleEndian.Uint32(key[:]))
	return p, nil
}

// Frames that are masked at random come out masked as they ought to be, in
// whatever pieces they come.
func FuzzRemask(f *testing.F) {
	f.Add([]byte{0, 1, 2, 255, 3, 130, 7, 129}, byte(3), byte(5), true, uint32(0x01020304))
	f.Add([]byte{1, 1, 0, 200, 201}, byte(0), byte(0), false, uint32(0))
	f.Fuzz(func(t *testing.T, lengths []byte, in, out byte, masked bool, key uint32) {
		var stream []byte
		var want [][]byte
		for i, n := range lengths[:min(len(lengths), 50)] {
			size := int(n) >> 1
			if n > 250 {
				size = 66000
			} else if n > 200 {
				size = int(n)
			}
			p := bytes.Repeat([]byte{byte(i), 1, 2}, size)[:size]
			want = append(want, p)
			stream = append(stream, wireFrame(p, n&1 != 0, key+uint32(i))...)
		}
		src := newScript(string(stream), in)
		c := newConn(src, (&Config{MaxMessage: 1 << 20}).withDefaultsPtr(), nil)
		c.client, c.set, c.reader = !masked, &settings{anyMask: true}, &frameReader{port: port{c}}
		r := reader(func(b []byte) (int, error) { return c.readFrames(b[:min(len(b), int(out)+1)]) })
		for i, p := range want {
			got, err := readWireFrame(t, r, masked)
			if err != nil || !bytes.Equal(got, p) {
				t.Fatalf("frame %d of %d bytes came as %d, %v", i, len(p), len(got), err)
			}
		}
		if n, err := r.Read(make([]byte, 1)); n != 0 || err != io.EOF {
			t.Errorf("then: %d, %v", n, err)
		}
	})
}

func TestAnyMaskOfClient(t *testing.T) {
	s := newSite(t, Config{AnyMask: true}, echo)
	r := s.raw()
	r.send("\x81\x03abc", text("masked"), "\x89\x01p", "\x82\x00", "\x81\x7e\x00\x80"+string(make([]byte, 128)), "\x88\x05\x0f\xa1bye")
	r.wantFrame(byte(Text), "abc")
	r.wantFrame(byte(Text), "masked")
	r.wantFrame(opPong, "p")
	r.wantFrame(byte(Binary), "")
	r.wantFrame(byte(Text), string(make([]byte, 128)))
	r.wantClose(4001)
	r.Close()
	if end := s.end(); end != (End{4001, "bye", nil}) {
		t.Errorf("end: %+v", end)
	}
}

func TestAnyMaskOfServer(t *testing.T) {
	s, _, p := dialed(t, &DialConfig{Config: Config{AnyMask: true}}, echo)
	p.send(text("masked"), "\x81\x03abc", frame(fin|opPing, "p"), closeFrame(4001, "bye"))
	p.wantMasked(byte(Text), "masked")
	p.wantMasked(byte(Text), "abc")
	p.wantMasked(opPong, "p")
	p.wantMasked(opClose, "\x0f\xa1")
	p.Close()
	if end := s.end(); end != (End{4001, "bye", nil}) {
		t.Errorf("end: %+v", end)
	}
}
