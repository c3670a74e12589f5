package crypt

import (
	"crypto/md5"
	"encoding/binary"
	"math"
	"math/bits"
)

// hash joins two hashes of 32 bits: Bernstein's below, Justin Sobel's above.
func hash(s string) uint64 {
	low, high := uint32(5381), uint32(1315423911)
	for _, c := range []byte(s) {
		low += low<<5 + uint32(c)
		high ^= high<<5 + uint32(c) + high>>2
	}
	return uint64(high)<<32 | uint64(low)
}

// mac is hmac64: the rounds of MD5 over x and y, four times, without padding and
// without adding the initial state.
func mac(x, y uint64) uint64 {
	block := [4]uint32{uint32(x >> 32), uint32(x), uint32(y >> 32), uint32(y)}
	a, b, c, d := rounds(func(i int) uint32 { return block[i%4] })
	return uint64(a^b)<<32 | uint64(c^d)
}

// macMD5 is hmac64_md5: the halves of a true MD5.
func macMD5(x, y uint64) uint64 {
	var text []byte
	for range 3 {
		text = binary.LittleEndian.AppendUint64(binary.LittleEndian.AppendUint64(text, x), y)
	}
	sum := md5.Sum(text)
	return binary.LittleEndian.Uint64(sum[:8]) ^ binary.LittleEndian.Uint64(sum[8:])
}

// sines are MD5's constants, shifts its rotations: RFC 1321.
var (
	sines = func() (t [64]uint32) {
		for i := range t {
			t[i] = uint32(math.Abs(math.Sin(float64(i+1))) * (1 << 32))
		}
		return
	}()
	shifts = [4][4]int{{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}}
)

// rounds are those of MD5 over one block of 16 words.
func rounds(word func(i int) uint32) (a, b, c, d uint32) {
	a, b, c, d = 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476
	for i := range 64 {
		var f uint32
		var at int
		switch i / 16 {
		case 0:
			f, at = b&c|^b&d, i
		case 1:
			f, at = d&b|^d&c, 5*i+1
		case 2:
			f, at = b^c^d, 3*i+5
		case 3:
			f, at = c^(b|^d), 7*i
		}
		sum := a + f + sines[i] + word(at%16)
		a, b, c, d = d, b+bits.RotateLeft32(sum, shifts[i/16][i%4]), b, c
	}
	return a, b, c, d
}
