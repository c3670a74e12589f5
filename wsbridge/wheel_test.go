package wsbridge

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// Whatever is added, put back and removed, a wheel checks all of it at exactly
// the tick it is due, and has an alarm while there is something in it only.
func TestWheel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		clock := newFakeClock()
		w := &wheel{}
		due := map[*life]uint32{} // what is in it
		w.init(clock, func(l *life, now uint32) uint32 {
			if want, ok := due[l]; !ok || want != now {
				t.Fatalf("checked at %d, due at %d (%t)", now, want, ok)
			}
			again := rapid.Uint32Range(0, 3*wheelSlots).Draw(t, "again")
			if again == 0 {
				delete(due, l)
				return 0
			}
			due[l] = now + again
			return now + again
		})
		var all []*life
		t.Repeat(map[string]func(*rapid.T){
			"add": func(t *rapid.T) {
				after := rapid.Uint32Range(1, 3*wheelSlots).Draw(t, "after")
				l := &life{}
				all = append(all, l)
				due[l] = w.now.Load() + after
				w.add(l, after)
			},
			"remove": func(t *rapid.T) {
				if len(all) == 0 {
					t.Skip()
				}
				l := rapid.SampledFrom(all).Draw(t, "which")
				delete(due, l)
				w.remove(l)
			},
			"advance": func(t *rapid.T) {
				clock.advance(time.Duration(rapid.IntRange(0, 2*wheelSlots).Draw(t, "ticks")) * tick)
			},
			"": func(t *rapid.T) {
				for l, at := range due {
					if at <= w.now.Load() {
						t.Errorf("due at %d and not checked at %d", at, w.now.Load())
					}
					if l.gone {
						t.Error("gone, but in it")
					}
				}
				if w.n != len(due) {
					t.Errorf("%d are in it, should be %d", w.n, len(due))
				}
				if alarm := clock.alarmCount() == 1; alarm != (len(due) > 0) || (w.stop != nil) != alarm {
					t.Errorf("alarm: %t with %d in it", alarm, len(due))
				}
			},
		})
	})
}

// A process that has stood still has not heard what its peers sent.
func TestWheelAfterStandstill(t *testing.T) {
	clock := newFakeClock()
	w := &wheel{}
	checked := 0
	w.init(clock, func(*life, uint32) uint32 { checked++; return 0 })
	w.add(&life{}, 100)
	clock.mu.Lock()
	clock.now = clock.now.Add(time.Hour)
	clock.mu.Unlock()
	clock.advance(tick)
	if got := w.now.Load(); got != 1+mostTicks+1 && got != 1+mostTicks {
		t.Errorf("%d ticks have passed", got-1)
	}
	clock.advance(100 * tick)
	if checked != 1 {
		t.Errorf("checked %d times", checked)
	}
}

// Adding and removing cost the same however many there are.
func BenchmarkWheel(b *testing.B) {
	w := &wheel{}
	w.init(newFakeClock(), nil)
	for i := range 1 << 17 {
		w.add(&life{}, uint32(1+i%1000))
	}
	b.ReportAllocs()
	l := &life{}
	for i := range b.N {
		l.gone = false
		w.add(l, uint32(1+i%1000))
		w.remove(l)
	}
}

// BenchmarkWheelTurn is a look at one connection, when a million are due evenly
// over 30 s: without what the look does.
func BenchmarkWheelTurn(b *testing.B) {
	const n = 1 << 20
	clock := newFakeClock()
	w := &wheel{}
	checks := 0
	w.init(clock, func(_ *life, now uint32) uint32 { checks++; return now + 300 })
	all := make([]life, n)
	for i := range all {
		w.add(&all[i], uint32(1+i%300))
	}
	for b.Loop() {
		for target := checks + 1000; checks < target; {
			clock.advance(tick)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(checks), "ns/check")
}
