package conformance

import (
	"errors"
	"fmt"
)

// An inflate decompresses the server's messages (RFC 1951, RFC 7692 section 7.2.2).
// It is slow and plain, and unlike compress/flate tells how far back a message
// refers: the server must keep to the window that was agreed on.
type inflate struct {
	history  []byte // earlier messages, nil if their context is not taken over
	takeover bool
	farthest int // distance of the farthest reference
	limit    int // what was agreed on

	in  string
	pos int // in bits
	out []byte
}

var errShort = errors.New("inflate: the data ends in a block")

// message inflates one message.
func (d *inflate) message(data string) (string, error) {
	d.in, d.pos = data+"\x00\x00\xff\xff", 0
	d.out = append([]byte(nil), d.history...)
	start := len(d.out)
	for {
		if len(d.in)*8-d.pos < 8 { // nothing but padding is left
			break
		}
		final, err := d.block(start)
		if err != nil {
			return "", err
		}
		if final {
			break
		}
	}
	if d.farthest > d.limit {
		return "", fmt.Errorf("inflate: a reference %d bytes back, the window has %d", d.farthest, d.limit)
	}
	if d.takeover {
		d.history = d.out[max(0, len(d.out)-1<<15):]
	}
	return string(d.out[start:]), nil
}

func (d *inflate) block(start int) (final bool, err error) {
	head, err := d.bits(3)
	if err != nil {
		return false, err
	}
	final = head&1 != 0
	switch head >> 1 {
	case 0:
		return final, d.stored()
	case 1:
		return final, d.codes(fixedLiterals, fixedDistances)
	case 2:
		literals, distances, err := d.tables()
		if err != nil {
			return false, err
		}
		return final, d.codes(literals, distances)
	}
	return false, errors.New("inflate: block type 3")
}

// bits takes n bits, the lowest first.
func (d *inflate) bits(n int) (v int, err error) {
	for i := range n {
		if d.pos>>3 >= len(d.in) {
			return 0, errShort
		}
		v |= int(d.in[d.pos>>3]>>(d.pos&7)&1) << i
		d.pos++
	}
	return v, nil
}

func (d *inflate) stored() error {
	d.pos = (d.pos + 7) &^ 7
	n, err := d.bits(16)
	if err != nil {
		return err
	}
	inverse, err := d.bits(16)
	if err != nil || n^inverse != 0xffff {
		return errors.New("inflate: length of a stored block")
	}
	at := d.pos >> 3
	if at+n > len(d.in) {
		return errShort
	}
	d.out = append(d.out, d.in[at:at+n]...)
	d.pos += 8 * n
	return nil
}

// A huffman code: how many codes have each length, and the symbols in their order.
type huffman struct {
	count   [16]int
	symbols []int
}

func newHuffman(lengths []int) *huffman {
	h := &huffman{}
	for length := 1; length < 16; length++ {
		for symbol, l := range lengths {
			if l == length {
				h.count[length]++
				h.symbols = append(h.symbols, symbol)
			}
		}
	}
	return h
}

func (d *inflate) symbol(h *huffman) (int, error) {
	code, first, index := 0, 0, 0
	in, pos := d.in, d.pos
	for _, n := range h.count[1:] {
		if pos>>3 >= len(in) {
			return 0, errShort
		}
		code |= int(in[pos>>3] >> (pos & 7) & 1)
		pos++
		if code-first < n {
			d.pos = pos
			return h.symbols[index+code-first], nil
		}
		index += n
		first = (first + n) << 1
		code <<= 1
	}
	return 0, errors.New("inflate: no such code")
}

var fixedLiterals, fixedDistances = fixed()

func fixed() (literals, distances *huffman) {
	lengths := make([]int, 288)
	for i := range lengths {
		switch {
		case i < 144:
			lengths[i] = 8
		case i < 256:
			lengths[i] = 9
		case i < 280:
			lengths[i] = 7
		default:
			lengths[i] = 8
		}
	}
	dist := make([]int, 30)
	for i := range dist {
		dist[i] = 5
	}
	return newHuffman(lengths), newHuffman(dist)
}

// tables reads the codes of a dynamic block (RFC 1951 section 3.2.7).
func (d *inflate) tables() (literals, distances *huffman, err error) {
	head, err := d.bits(14)
	if err != nil {
		return nil, nil, err
	}
	nlit, ndist, ncode := head&31+257, head>>5&31+1, head>>10+4
	lengths := make([]int, 19)
	for i := range ncode {
		order := [19]int{16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15}
		if lengths[order[i]], err = d.bits(3); err != nil {
			return nil, nil, err
		}
	}
	h := newHuffman(lengths)
	lengths = nil
	for len(lengths) < nlit+ndist {
		sym, err := d.symbol(h)
		if err != nil {
			return nil, nil, err
		}
		value, times := sym, 1
		switch sym {
		case 16:
			if len(lengths) == 0 {
				return nil, nil, errors.New("inflate: repeats no length")
			}
			value = lengths[len(lengths)-1]
			times, err = d.bits(2)
			times += 3
		case 17:
			value = 0
			times, err = d.bits(3)
			times += 3
		case 18:
			value = 0
			times, err = d.bits(7)
			times += 11
		}
		if err != nil {
			return nil, nil, err
		}
		for range times {
			lengths = append(lengths, value)
		}
	}
	return newHuffman(lengths[:nlit]), newHuffman(lengths[nlit:]), nil
}

// codes reads symbols to the end of the block.
func (d *inflate) codes(literals, distances *huffman) error {
	for {
		sym, err := d.symbol(literals)
		if err != nil {
			return err
		}
		switch {
		case sym < 256:
			d.out = append(d.out, byte(sym))
			continue
		case sym == 256:
			return nil
		case sym > 285:
			return errors.New("inflate: length")
		}
		length := 258
		if sym < 285 {
			length, err = d.ranged(sym-257, 4, 3)
		}
		if err != nil {
			return err
		}
		sym, err = d.symbol(distances)
		if err != nil {
			return err
		}
		if sym > 29 {
			return errors.New("inflate: distance")
		}
		dist, err := d.ranged(sym, 2, 1)
		if err != nil {
			return err
		}
		if dist > len(d.out) {
			return fmt.Errorf("inflate: a reference %d bytes back, there are %d", dist, len(d.out))
		}
		d.farthest = max(d.farthest, dist)
		for length > 0 { // it may refer to what it makes itself
			from := d.out[len(d.out)-dist:]
			n := min(length, len(from))
			d.out = append(d.out, from[:n]...)
			length -= n
		}
	}
}

// ranged is a length or a distance: group symbols share a number of extra bits
// (RFC 1951 section 3.2.5).
func (d *inflate) ranged(sym, group, least int) (int, error) {
	if sym < 2*group {
		return sym + least, nil
	}
	extra := sym/group - 1
	more, err := d.bits(extra)
	return (group+sym%group)<<extra + more + least, err
}
