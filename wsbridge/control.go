package wsbridge

import "encoding/binary"

// readControls handles the pings and pongs that stand at the head of what has come, while
// c has no frameReader: gorilla would keep one, and a goroutine, from there to the next
// message, and most that silent peers send are pongs. What isn't whole, and what breaks
// a rule, is left to it.
func (c *Conn) readControls() error {
	w := &c.wire
	for w.in != nil {
		p := w.in.b[w.inAt:]
		n := wholeControl(p)
		if n == 0 {
			return nil
		}
		if c.tooMuch(n) {
			return ErrRate
		}
		first, body := p[0], p[2+maskKey:n]
		mask(body, binary.LittleEndian.Uint32(p[2:]))
		payload := string(body)
		if w.inAt += int32(n); int(w.inAt) == len(w.in.b) {
			w.dropInput()
		}
		handle := c.pong
		if first&opBits == opPing {
			handle = c.ping
		}
		if err := handle(payload); err != nil {
			return err
		}
	}
	return nil
}

// wholeControl is the length of the masked ping or pong that p begins with; 0 if it
// doesn't.
func wholeControl(p []byte) int {
	if len(p) < 2 || p[0] != finBit|opPing && p[0] != finBit|opPong || p[1] < maskBit || p[1] > maskBit|MaxPing {
		return 0
	}
	if n := 2 + maskKey + int(p[1]&^maskBit); n <= len(p) {
		return n
	}
	return 0
}
