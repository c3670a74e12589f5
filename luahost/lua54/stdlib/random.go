package stdlib

import (
	"math/bits"
	"math/rand/v2"
)

// xoshiro is the generator of C Lua, xoshiro256**, with its seeding: the same
// seed gives the same numbers.
type xoshiro [4]uint64

func (x *xoshiro) next() uint64 {
	s0, s1, s2, s3 := x[0], x[1], x[2]^x[0], x[3]^x[1]
	r := bits.RotateLeft64(s1*5, 7) * 9
	x[0] = s0 ^ s3
	x[1] = s1 ^ s2
	x[2] = s2 ^ s1<<17
	x[3] = bits.RotateLeft64(s3, 45)
	return r
}

func (x *xoshiro) seed(n1, n2 uint64) {
	*x = xoshiro{n1, 0xff, n2, 0}
	for range 16 {
		x.next()
	}
}

func (x *xoshiro) seedRandom() (n1, n2 uint64) {
	n1, n2 = rand.Uint64(), rand.Uint64()
	x.seed(n1, n2)
	return
}

// upTo is in [0,n], made from a number already drawn.
func (x *xoshiro) upTo(r, n uint64) uint64 {
	if n&(n+1) == 0 {
		return r & n
	}
	mask := uint64(1)<<bits.Len64(n) - 1
	for r &= mask; r > n; r = x.next() & mask {
	}
	return r
}
