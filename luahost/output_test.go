package luahost_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/test/buffer"
)

// slowWriter takes nothing until it is let.
type slowWriter struct {
	asked chan string   // what it was given, each time
	let   chan struct{} // one for each
	err   error         // guarded by the two
	buffer.Buffer
}

func newSlowWriter() *slowWriter {
	return &slowWriter{asked: make(chan string), let: make(chan struct{})}
}

func (w *slowWriter) Write(p []byte) (int, error) {
	w.asked <- string(p)
	<-w.let
	if w.err != nil {
		return 0, w.err
	}
	return w.Buffer.Write(p)
}

// next lets the writer take what it was given, and tells what that was.
func (w *slowWriter) next() string {
	s := <-w.asked
	w.let <- struct{}{}
	return s
}

const never = time.Hour

func TestOutputOrder(t *testing.T) {
	var w buffer.Buffer
	o := luahost.NewOutput(&w, 1<<20)
	var want strings.Builder
	for i := range 1000 {
		fmt.Fprintln(o, i)
		fmt.Fprintln(&want, i)
	}
	o.Flush(never)
	if w.String() != want.String() {
		t.Error(w.String())
	}
}

func TestOutputLosesWhatNobodyReads(t *testing.T) {
	w := newSlowWriter()
	o := luahost.NewOutput(w, 20)
	write := func(s string) { fmt.Fprintln(o, s) }
	write("1")
	<-w.asked // the writer has the first line, and doesn't move
	write("waits 2")
	write("waits 3")
	write("does not fit 4")
	write("5")
	write("6\n\t7")
	w.let <- struct{}{}
	if got := w.next(); got != "waits 2\nwaits 3\n" {
		t.Errorf("%q", got)
	}
	<-w.asked // the notice
	write("8")
	w.let <- struct{}{}
	w.next()
	o.Flush(never)
	if got, want := w.String(), "1\nwaits 2\nwaits 3\nluaws: 4 lines lost here\n8\n"; got != want {
		t.Errorf("%q", got)
	}
	write("a line that is longer than the bound")
	w.next()
	o.Flush(never)
	if !strings.HasSuffix(w.String(), "\na line that is longer than the bound\n") {
		t.Errorf("%q", w.String())
	}
}

func TestOutputPatient(t *testing.T) {
	w := newSlowWriter()
	o := luahost.NewOutput(w, 10)
	print := o.Patient(never)
	done := make(chan bool)
	go func() {
		for i := range 10 {
			fmt.Fprintln(print, "line", i)
		}
		close(done)
	}()
	var got strings.Builder
	for got.Len() < 70 {
		got.WriteString(w.next())
	}
	<-done
	o.Flush(never)
	if want := "line 0\nline 1\nline 2\nline 3\nline 4\nline 5\nline 6\nline 7\nline 8\nline 9\n"; got.String() != want {
		t.Errorf("%q", got.String())
	}

	// Nobody reads: it is lost once patience has come to its end, and then at once.
	print = o.Patient(time.Millisecond)
	fmt.Fprintln(print, "first")
	<-w.asked
	fmt.Fprintln(print, "second")
	fmt.Fprintln(print, "third")
	fmt.Fprintln(o.Patient(never), "fourth")
	w.let <- struct{}{}
	if got := w.next() + w.next(); got != "second\nluaws: 2 lines lost here\n" {
		t.Errorf("%q", got)
	}
	o.Flush(never)
}

func TestOutputFlushGivesUp(t *testing.T) {
	w := newSlowWriter()
	o := luahost.NewOutput(w, 10)
	fmt.Fprintln(o, "x")
	<-w.asked
	fmt.Fprintln(o, "y")
	fmt.Fprintln(o, "longer than there is room")
	if left := o.Flush(time.Millisecond); left != 3 {
		t.Error(left)
	}
	w.let <- struct{}{}
	w.next()
	w.next()
	if left := o.Flush(never); left != 0 {
		t.Error(left)
	}
}

// What the writer refuses is lost, and told of when it takes something again.
func TestOutputFailingWriter(t *testing.T) {
	w := newSlowWriter()
	o := luahost.NewOutput(w, 100)
	w.err = errors.New("disk full")
	fmt.Fprint(o, "1\n2\n")
	w.next() // and the notice
	w.next()
	if left := o.Flush(never); left != 2 {
		t.Error(left)
	}
	fmt.Fprint(o, "3\n")
	<-w.asked
	w.err = nil
	w.let <- struct{}{}
	w.next()
	o.Flush(never)
	if got := w.String(); got != "3\nluaws: 2 lines lost here\n" {
		t.Errorf("%q", got)
	}
}

func TestOutputFromMany(t *testing.T) {
	var w record
	o := luahost.NewOutput(&w, 1<<20)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for n := range 200 {
				fmt.Fprintf(o, "%d %d\n", i, n)
			}
		})
	}
	wg.Wait()
	o.Flush(never)
	next := map[string]int{}
	for _, line := range w.Lines() {
		var who, n string
		who, n, _ = strings.Cut(line, " ")
		if n != fmt.Sprint(next[who]) {
			t.Fatalf("%q out of order", line)
		}
		next[who]++
	}
	if len(next) != 8 {
		t.Error(next)
	}
}
