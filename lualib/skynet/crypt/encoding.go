package crypt

import (
	"encoding/base64"
	"encoding/hex"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
)

func hexEncode(L *luahost.State) int {
	s := lua54.CheckStr(L, 1)
	if s == "" {
		return pushBytes(L, nil)
	}
	v, b := newString(L, hex.EncodedLen(len(s)))
	hex.Encode(b, []byte(s))
	return lua54.Push(L, v)
}

func hexDecode(L *luahost.State) int {
	s := lua54.CheckStr(L, 1)
	if len(s)%2 != 0 {
		lua54.Errorf(L, "Invalid hex text size %d", len(s))
	}
	if s == "" {
		return pushBytes(L, nil)
	}
	v, b := newString(L, len(s)/2)
	for i := range b {
		high, low := digits[s[2*i]], digits[s[2*i+1]]
		if high|low > 15 {
			lua54.Errorf(L, "Invalid hex text")
		}
		b[i] = high<<4 | low
	}
	return lua54.Push(L, v)
}

// digits are the values of hexadecimal digits, 0xff of what is none.
var digits = func() (t [256]byte) {
	for i := range t {
		t[i] = 0xff
	}
	for i, c := range []byte("0123456789abcdef") {
		t[c] = byte(i)
	}
	return
}()

func base64Encode(L *luahost.State) int {
	s := lua54.CheckStr(L, 1)
	if s == "" {
		return pushBytes(L, nil)
	}
	v, b := newString(L, base64.StdEncoding.EncodedLen(len(s)))
	base64.StdEncoding.Encode(b, []byte(s))
	return lua54.Push(L, v)
}

// Characters of base64 that stand for no 6 bits.
const (
	ignored = 0xff
	padChar = 0xfe
)

var sextets = func() (t [256]byte) {
	for i := range t {
		t[i] = ignored
	}
	for i, c := range []byte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/") {
		t[c] = byte(i)
	}
	t['='] = padChar
	return
}()

// base64Decode ignores what is no character of base64, and takes a text whose
// last "=" are missing; bits that would be lost are an error.
func base64Decode(L *luahost.State) int {
	s := lua54.CheckStr(L, 1)
	size := len(s)/4*3 + 3
	lua54.CheckSize(L, size)
	var room [128]byte
	b := room[:0]
	if size > len(room) {
		b = make([]byte, 0, size)
	}
	i := 0
	for ; i+4 <= len(s); i += 4 { // no padding, nothing to ignore
		w, x, y, z := sextets[s[i]], sextets[s[i+1]], sextets[s[i+2]], sextets[s[i+3]]
		if w|x|y|z > 63 {
			break
		}
		b = append(b, w<<2|x>>4, x<<4|y>>2, y<<6|z)
	}
	for i < len(s) {
		var group [4]byte
		have, pads := 0, 0
		for n := 0; n < 4; n++ {
			for i < len(s) && sextets[s[i]] == ignored {
				i++
			}
			if i >= len(s) || s[i] == '=' {
				pads++
			} else if pads == 0 {
				group[n] = sextets[s[i]]
				have++
			}
			i++
		}
		lost := [5]byte{2: group[1] & 0xf, 3: group[2] & 3}[have]
		if have+pads != 4 || have < 2 || lost != 0 {
			lua54.Errorf(L, "Invalid base64 text")
		}
		b = append(b, group[0]<<2|group[1]>>4, group[1]<<4|group[2]>>2, group[2]<<6|group[3])
		b = b[:len(b)-pads]
	}
	return pushBytes(L, b)
}

func xorStr(L *luahost.State) int {
	s, key := lua54.CheckStr(L, 1), lua54.CheckStr(L, 2)
	if key == "" {
		lua54.Errorf(L, "Can't xor empty string")
	}
	if s == "" {
		return pushBytes(L, nil)
	}
	v, b := newString(L, len(s))
	for i, j := 0, 0; i < len(b); i++ {
		b[i] = s[i] ^ key[j]
		if j++; j == len(key) {
			j = 0
		}
	}
	return lua54.Push(L, v)
}
