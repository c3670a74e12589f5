package wsbridge

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// Whatever comes when, a bucket lets its rate through and one burst, and lets
// everything through that keeps to the rate.
func TestBucket(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := bucket{perSecond: rapid.IntRange(1, 1000).Draw(t, "rate")}
		burst := rapid.IntRange(1, 3000).Draw(t, "burst")
		start := int64(1e18)
		now, let, left := start, 0, float64(max(burst, b.perSecond))
		for range rapid.IntRange(1, 200).Draw(t, "steps") {
			wait := rapid.Int64Range(0, int64(time.Second)).Draw(t, "wait")
			n := rapid.IntRange(1, 500).Draw(t, "n")
			now += wait
			left = min(left+float64(b.perSecond)*float64(wait)/1e9, float64(max(burst, b.perSecond)))
			ok := b.take(now, n, burst)
			if ok {
				let += n
				left -= float64(n)
			}
			if most := float64(b.perSecond)*float64(now-start)/1e9 + float64(max(burst, b.perSecond)); float64(let) > most+0.01 {
				t.Fatalf("%d were let through, %.2f at most should be", let, most)
			}
			if ok != (left >= 0) && (left < -0.01 || !ok && left >= float64(n)+0.01) {
				t.Fatalf("take %d: %t with %.2f left", n, ok, left)
			}
		}
	})
}

func TestMessageRate(t *testing.T) {
	for name, f := range map[string]string{
		"messages": text("x"), "pings": frame(fin|opPing, ""), "pongs": frame(fin|opPong, ""), "heartbeats": frame(fin|opPong, heartbeat),
	} {
		t.Run(name, func(t *testing.T) {
			s, clock := timeless(t, Config{MessageRate: 10})
			s.serve(echo)
			r := s.raw()
			r.send(strings.Repeat(f, 9))
			r.sync()
			clock.advance(500 * time.Millisecond)
			r.send(strings.Repeat(f, 4))
			r.sync()
			clock.advance(time.Hour)
			r.send(strings.Repeat(f, 11))
			r.wantClose(1008)
			endsBy(t, s, 1008, ErrRate, ClosedRate)
		})
	}
}

func TestByteRate(t *testing.T) {
	s, clock := timeless(t, Config{ByteRate: 1000, MaxMessage: 5000})
	s.serve(echo)
	r := s.raw()
	big := strings.Repeat("x", 5000)
	for range 3 {
		r.send(text(big)) // a message is let through, however long
		r.wantFrame(byte(Text), big)
		clock.advance(5100 * time.Millisecond)
	}
	r.send(strings.Repeat(frame(0x01, ""), 1), strings.Repeat(frame(0x00, ""), 1000)) // that fragments are empty is no way out
	r.wantClose(1008)
	endsBy(t, s, 1008, ErrRate, ClosedRate)
}
