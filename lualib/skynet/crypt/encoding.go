package crypt

import (
	"encoding/base64"
	"encoding/hex"
	"strings"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
)

func hexEncode(L *luahost.State) int {
	s := lua54.CheckStr(L, 1)
	lua54.CheckSize(L, hex.EncodedLen(len(s)))
	return pushBytes(L, hex.AppendEncode(nil, []byte(s)))
}

func hexDecode(L *luahost.State) int {
	s := lua54.CheckStr(L, 1)
	if len(s)%2 != 0 {
		lua54.Errorf(L, "Invalid hex text size %d", len(s))
	}
	lua54.CheckSize(L, len(s)/2)
	b, err := hex.DecodeString(s)
	if err != nil || strings.ContainsAny(s, "ABCDEF") {
		lua54.Errorf(L, "Invalid hex text")
	}
	return pushBytes(L, b)
}

func base64Encode(L *luahost.State) int {
	s := lua54.CheckStr(L, 1)
	lua54.CheckSize(L, base64.StdEncoding.EncodedLen(len(s)))
	return pushBytes(L, base64.StdEncoding.AppendEncode(nil, []byte(s)))
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
	lua54.CheckSize(L, base64.StdEncoding.DecodedLen(len(s)))
	b := make([]byte, 0, len(s)/4*3+3)
	for i := 0; i < len(s); {
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
	lua54.CheckSize(L, len(s))
	b := []byte(s)
	for i, j := 0, 0; i < len(b); i++ {
		b[i] ^= key[j]
		if j++; j == len(key) {
			j = 0
		}
	}
	return pushBytes(L, b)
}
