package cjson

import (
	"encoding/json"
	"testing"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/test/service"
)

// gameMessage is what a game's client typically sends.
const gameMessage = `{"cmd":"move","seq":10482,"uid":76561198000012345,"pos":{"x":104.25,"y":-33.5,"z":0},"dir":1.5707963267949,"items":[1001,1002,1003,40017],"name":"player_1042","buffs":[{"id":7,"left":12.5},{"id":9,"left":3}],"ok":true,"guild":null}`

func BenchmarkDecode(b *testing.B) {
	service.Run(b, luahost.Options{}, func(L *luahost.State) {
		b.SetBytes(int64(len(gameMessage)))
		b.ReportAllocs()
		for b.Loop() {
			if _, err := decode(L, &defaults, gameMessage); err != "" {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkEncode(b *testing.B) {
	service.Run(b, luahost.Options{}, func(L *luahost.State) {
		v, _ := decode(L, &defaults, gameMessage)
		b.SetBytes(int64(len(gameMessage)))
		b.ReportAllocs()
		for b.Loop() {
			if len(encode(L, &defaults, v).(lua.LString)) < 100 {
				b.Fatal("short")
			}
		}
	})
}

func BenchmarkDecodeEncodingJSON(b *testing.B) {
	b.SetBytes(int64(len(gameMessage)))
	b.ReportAllocs()
	for b.Loop() {
		var v any
		if err := json.Unmarshal([]byte(gameMessage), &v); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEncodeEncodingJSON(b *testing.B) {
	var v any
	_ = json.Unmarshal([]byte(gameMessage), &v)
	b.SetBytes(int64(len(gameMessage)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := json.Marshal(v); err != nil {
			b.Fatal(err)
		}
	}
}
