//go:build unix && !linux

package lfs

import (
	"reflect"
	"syscall"
)

// The fields have other names on each system.

func accessed(st *syscall.Stat_t) int64 { return seconds(st, "Atim", "Atimespec") }
func changed(st *syscall.Stat_t) int64  { return seconds(st, "Ctim", "Ctimespec") }

func seconds(st *syscall.Stat_t, names ...string) int64 {
	for _, name := range names {
		if f := reflect.ValueOf(st).Elem().FieldByName(name); f.IsValid() {
			return f.FieldByName("Sec").Int()
		}
	}
	return 0
}
