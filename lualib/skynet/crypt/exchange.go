package crypt

import "math/bits"

// The key exchange is Diffie and Hellman's, modulo the greatest prime of 64 bits.
const (
	prime     = 1<<64 - 59
	generator = 5
)

// power is a^b modulo prime, b > 0.
func power(a, b uint64) uint64 {
	if a > prime {
		a %= prime
	}
	r := a
	for i := bits.Len64(b) - 2; i >= 0; i-- {
		r = multiply(r, r)
		if b>>i&1 != 0 {
			r = multiply(r, a)
		}
	}
	return r
}

func multiply(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return bits.Rem64(hi, lo, prime)
}
