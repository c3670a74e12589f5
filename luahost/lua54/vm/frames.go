package vm

import (
	"unsafe"

	lua "github.com/yuin/gopher-lua"
)

// Sizes of a thread's stacks, in registers and frames. The maxima are those of
// C Lua, where 1 000 000 slots end a recursion with "stack overflow".
const (
	registrySize = 64
	registryGrow = 512 // by what gopher-lua's own code makes it grow
	registryMax  = 1_000_000
	framesMax    = 200_000
	frameSegment = 8

	// spare is what a message handler may use once a stack is full.
	spare = 2_000
)

// frames is the call stack of a thread. Frames don't move: they are linked.
type frames struct {
	segs []*[frameSegment]callFrame
	sp   int
}

// next gives the frame to push, nil if the stack is full.
func (s *frames) next(limit int) *callFrame {
	i := s.sp / frameSegment
	if i >= len(s.segs) {
		if s.sp >= limit {
			return nil
		}
		s.segs = append(s.segs, new([frameSegment]callFrame))
	}
	f := &s.segs[i][s.sp%frameSegment]
	f.Idx = s.sp
	s.sp++
	return f
}

// behind is next where that is known to be in the segment of the last frame.
func (s *frames) behind(last *callFrame) *callFrame {
	f := (*callFrame)(unsafe.Add(unsafe.Pointer(last), unsafe.Sizeof(callFrame{})))
	f.Idx = s.sp
	s.sp++
	return f
}

// The methods that gopher-lua's own L.Call needs.

func (s *frames) Push(v callFrame) {
	f := s.next(framesMax + spare)
	if f == nil {
		panic(&Error{Value: lua.LString("stack overflow")})
	}
	v.Idx = f.Idx
	*f = v
}

func (s *frames) Pop() *callFrame {
	s.sp--
	return s.At(s.sp)
}

func (s *frames) Last() *callFrame {
	if s.sp == 0 {
		return nil
	}
	return s.At(s.sp - 1)
}

func (s *frames) SetSp(sp int)        { s.sp = sp }
func (s *frames) Sp() int             { return s.sp }
func (s *frames) At(i int) *callFrame { return &s.segs[i/frameSegment][i%frameSegment] }
func (s *frames) IsFull() bool        { return s.sp >= framesMax }
func (s *frames) IsEmpty() bool       { return s.sp == 0 }
func (s *frames) FreeAll()            {}

// grow makes room for n registers in all, doubling up to the maximum.
func (t *thread) grow(n int) {
	rg := t.reg
	if n <= len(rg.array) {
		return
	}
	limit := t.maxRegisters()
	if n > limit {
		t.overflow()
	}
	a := make([]lua.LValue, min(max(2*len(rg.array), n+registrySize), limit))
	copy(a, rg.array)
	rg.array = a
}

func (t *thread) maxRegisters() int {
	if t.handling > 0 {
		return registryMax + spare
	}
	return registryMax
}

func (t *thread) overflow() {
	if t.handling > 0 {
		t.throw(lua.LString("error in error handling"), nil)
	}
	t.errorf("stack overflow")
}

// wipe forgets the functions of old frames, and segments of a deep recursion.
func (s *frames) wipe() {
	s.sp = 0
	if len(s.segs) > keepSegments {
		clear(s.segs[keepSegments:])
		s.segs = s.segs[:keepSegments]
	}
	for _, seg := range s.segs {
		for i := range seg {
			f := &seg[i]
			if f.Fn == nil {
				break
			}
			f.Fn, f.Parent = nil, nil
		}
	}
}
