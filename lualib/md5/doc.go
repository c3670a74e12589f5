// Package md5 is the modules md5 and md5.core, as skynet ships them.
//
//	sum(text), sumhexa(text)      16 bytes, or 32 hexadecimal digits
//	hmacmd5(text, key)            HMAC, in hexadecimal digits
//	exor(a, b)                    two strings of one length
//	crypt(text, key [, seed])     a cipher of MD5 in feedback mode; decrypt(text, key)
//
// # Concurrency
//
// Functions hold no state.
//
// # Limits and errors
//
// A key of crypt has up to 256 bytes, a seed up to 16. Results count against the
// string limit.
//
// # Differences from skynet
//
// md5.core has sumhexa and hmacmd5 as well. Without a seed, crypt takes a random
// one instead of the time.
package md5
