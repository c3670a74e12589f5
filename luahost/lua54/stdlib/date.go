package stdlib

import (
	"math"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54/vm"
)

func osDate(L *lua.LState) int {
	format := vm.OptStr(L, 1, "%c")
	t := libOf(L).opt.Now().Unix()
	if L.Get(2) != lua.LNil {
		t = vm.CheckInt(L, 2)
	}
	split := breakLocal
	if format != "" && format[0] == '!' {
		format, split = format[1:], breakUTC
	}
	b, ok := split(t)
	if !ok {
		vm.Errorf(L, "date result cannot be represented in this installation")
	}
	if format == "*t" {
		tab := vm.NewTable(0, 9)
		setDate(L, tab, &b)
		L.Push(tab)
		return 1
	}
	s, bad := strftime(&b, format)
	if bad != "" {
		vm.ArgError(L, 1, "invalid conversion specifier '"+bad+"'")
	}
	L.Push(lua.LString(s))
	return 1
}

// setDate writes the fields of b into a table.
func setDate(L *lua.LState, t lua.LValue, b *brokenTime) {
	set := func(name string, v lua.LValue) { vm.SetIndex(L, t, lua.LString(name), v) }
	set("year", vm.Int(b.year))
	set("month", vm.Int(b.month))
	set("day", vm.Int(b.day))
	set("hour", vm.Int(b.hour))
	set("min", vm.Int(b.min))
	set("sec", vm.Int(b.sec))
	set("yday", vm.Int(int64(b.yday)+1))
	set("wday", vm.Int(int64(b.wday)+1))
	set("isdst", lua.LBool(b.dst > 0))
}

func osTime(L *lua.LState) int {
	if L.Get(1) == lua.LNil {
		L.Push(vm.Int(libOf(L).opt.Now().Unix()))
		return 1
	}
	t := vm.CheckTable(L, 1)
	const required = math.MinInt64
	b := brokenTime{
		year:  dateField(L, t, "year", required, 1900),
		month: dateField(L, t, "month", required, 1),
		day:   dateField(L, t, "day", required, 0),
		hour:  dateField(L, t, "hour", 12, 0),
		min:   dateField(L, t, "min", 0, 0),
		sec:   dateField(L, t, "sec", 0, 0),
		dst:   -1,
	}
	if v := vm.Index(L, t, lua.LString("isdst")); v != lua.LNil {
		b.dst = 0
		if lua.LVAsBool(v) {
			b.dst = 1
		}
	}
	sec := b.unix()
	norm, ok := breakLocal(sec)
	if ok {
		setDate(L, t, &norm)
	}
	if !ok || sec == -1 { // -1 is C's mark for an error
		vm.Errorf(L, "time result cannot be represented in this installation")
	}
	L.Push(vm.Int(sec))
	return 1
}

// dateField reads a field; C keeps it less delta in an int.
func dateField(L *lua.LState, t *vm.Table, name string, def, delta int64) int64 {
	v := vm.Index(L, t, lua.LString(name))
	n, ok := vm.ToInt(v)
	switch {
	case ok:
		if n >= 0 && n-delta > math.MaxInt32 || n < 0 && n < math.MinInt32+delta {
			vm.Errorf(L, "field '%s' is out-of-bound", name)
		}
		return n
	case v != lua.LNil:
		vm.Errorf(L, "field '%s' is not an integer", name)
	case def == math.MinInt64:
		vm.Errorf(L, "field '%s' missing in date table", name)
	}
	return def
}
