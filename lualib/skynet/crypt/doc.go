// Package crypt is the module skynet.crypt: hashes, DES, the 64-bit key exchange
// and the encodings that skynet's login protocols use.
//
// # What it is
//
// All arguments and results are byte strings. A key, a challenge and a secret
// are 8 bytes, little-endian where they are numbers.
//
//	hashkey(text)                    8 bytes out of any text (no cryptographic hash)
//	randomkey()                      8 random bytes, never all zero
//	dhexchange(x)                    5^x modulo 2^64-59
//	dhsecret(y, x)                   y^x modulo 2^64-59
//	hmac64(x, y), hmac64_md5(x, y)   8 bytes; the second is half of an MD5
//	hmac_hash(key, text)             hmac64 of hashkey(text)
//	desencode(key, text [, padding]) DES, each block for itself
//	desdecode(key, text [, padding])
//	sha1(text), hmac_sha1(key, text) 20 bytes
//	hexencode, hexdecode, base64encode, base64decode
//	xor_str(text, key)               key is repeated
//	padding                          iso7816_4 (the default) and pkcs7
//
// 64 bits, DES and SHA-1 protect nothing today: use wss for secrecy.
//
// # Concurrency
//
// Functions hold no state.
//
// # Limits and errors
//
// Results count against the string limit; long ones can be interrupted. Wrong
// sizes and texts are errors of the caller, in skynet's words.
//
// # Differences from skynet
//
// hexdecode refuses all that is no digit, where skynet takes some other
// characters for digits; upper case is refused as there. randomkey is from the
// system's random source.
package crypt
