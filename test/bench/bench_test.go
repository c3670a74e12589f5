//go:build linux

package main

import (
	"bytes"
	"math"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/luaws/luaws/test/leak"
)

// The processes of a run are the test's program again.
func TestMain(m *testing.M) {
	if role := os.Getenv(roleEnv); role != "" {
		if err := play(role, os.Args[1:]); err != nil {
			os.Stderr.WriteString(err.Error())
			os.Exit(1)
		}
		return
	}
	leak.Main(m)
}

func start(t *testing.T, s *server, sc scenario) *process {
	t.Helper()
	p, err := s.start(sc)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.stop)
	return p
}

func TestJobs(t *testing.T) {
	const short = 20 * time.Millisecond
	for _, test := range []struct {
		scenario scenario
		clients  int
		welcome  bool
		job      job
	}{
		{echo, 20, false, job{Do: "echo", Size: 32, InFlight: 1}},
		{echo, 20, false, job{Do: "echo", Size: 100_000, InFlight: 3}},
		{echo, 20, false, job{Do: "pace", Size: 125, Rate: 1000, Talkers: 10}},
		{echo, 0, false, job{Do: "churn", Size: 3, Parallel: 5}},
		{broadcast, 20, true, job{Do: "broadcast", Size: 1024, InFlight: 4}},
	} {
		p := start(t, gorillaServer(), test.scenario)
		test.job.Warm, test.job.For = short, 2*short
		s, err := p.steady(test.job, test.clients, test.welcome)
		if err != nil {
			t.Errorf("%v: %v", test.job, err)
			continue
		}
		if s.Rate <= 0 || s.CPU <= 0 || (test.job.Do == "pace") != (s.P99 > 0) {
			t.Errorf("%v: %+v", test.job, s)
		}
	}
}

func TestJobFails(t *testing.T) {
	const nobody = 1<<22 - 1 // no process is numbered so high
	p := start(t, gorillaServer(), broadcast)
	for text, j := range map[string]job{
		`"what?" was answered with "what?"`: {Do: "ask", Text: "what?"},
		" came where ":                      {Do: "echo", Size: 32, InFlight: 16, For: time.Second},
		"connection refused":                {Do: "open", Connections: 3, Parallel: 1, Addr: "127.0.0.1:1"},
		"process 4194303 has ended":         {Do: "ask", Text: "you?", Pids: []int{nobody}},
		"nobody talks":                      {Do: "pace", Size: 32, Rate: 1},
	} {
		g, err := p.clients(2, true)
		if err != nil {
			t.Fatal(err)
		}
		if j.Addr == "" && j.Pids == nil {
			j = p.job(j)
		}
		if _, err := g.do(j); err == nil || !strings.Contains(err.Error(), text) {
			t.Errorf("%+v: %v, not %q", j, err, text)
		}
		g.stop()
	}
}

func TestServerFails(t *testing.T) {
	s := &server{name: "bad", scenarios: []scenario{echo}, command: func(scenario, string, string) (*exec.Cmd, error) {
		return exec.Command("sh", "-c", "echo why not; exit 3"), nil
	}}
	b := &bench{servers: []*server{gorillaServer(), s}, interrupted: t.Context()}
	quick := plan{rounds: 2, warm: time.Millisecond, For: time.Millisecond}
	b.rows = []*row{quick.echo(32, 1, 2)}
	if err := b.run(b.rows[0]); err != nil {
		t.Fatal(err)
	}
	if all := b.results.Errors; len(all) != 1 || !strings.Contains(all[0], "bad has ended: exit status 3; its log:\n    why not") {
		t.Errorf("%q", all)
	}
	table := b.table()
	if !regexp.MustCompile(`(?m)^\| echo 32 B, 1 in flight, 2 connections \| 1 \(.*/s\) / .* \| failed \|$`).MatchString(table) {
		t.Error(table)
	}
	if err := b.results.failed(); err == nil || err.Error() != "1 measurements failed" {
		t.Error(err)
	}
}

func TestRowNeedsFiles(t *testing.T) {
	b := &bench{servers: []*server{gorillaServer()}, interrupted: t.Context()}
	b.rows = []*row{fullPlan.echo(32, 1, 1<<31)}
	if err := b.run(b.rows[0]); err != nil {
		t.Fatal(err)
	}
	if table := b.table(); len(b.results.Errors) != 1 || !strings.Contains(table, " connections | failed |\n") {
		t.Errorf("%q\n%s", b.results.Errors, table)
	}
}

func TestFrames(t *testing.T) {
	for _, n := range []int{0, 1, 125, 126, 65535, 65536} {
		want := strings.Repeat("x", n)
		f := newFrame(opText, want)
		p := bytes.Clone(f.bytes)
		// What a client sends, without the mask, is what a server does.
		got := append([]byte{}, p[:f.at-len(mask)]...)
		got[1] &^= 0x80
		for i, b := range p[f.at:] {
			got = append(got, b^mask[i&3])
		}
		op, payload, size := parseFrame(append(got, "more"...))
		if op != opText || string(payload) != want || size != len(got) {
			t.Errorf("%d bytes: opcode %d, %d bytes, size %d of %d", n, op, len(payload), size, len(got))
		}
		for cut := range min(len(got), 12) {
			if _, _, size := parseFrame(got[:cut]); size != 0 {
				t.Errorf("%d bytes: %d are a frame", n, cut)
			}
		}
	}
	f := newFrame(opText, "01234567rest")
	f.number(f.bytes, 98_765_432)
	for i := range f.bytes[f.at:] {
		f.bytes[f.at+i] ^= mask[i&3]
	}
	if got := string(f.bytes[f.at:]); got != "98765432rest" {
		t.Errorf("%q", got)
	}
}

func TestMedians(t *testing.T) {
	for _, test := range []struct {
		want float64
		of   []float64
	}{{2, []float64{3, 1, 2}}, {2.5, []float64{4, 1, 3, 2}}, {7, []float64{7}}, {math.NaN(), nil}} {
		if got := median(test.of); got != test.want && !(math.IsNaN(got) && math.IsNaN(test.want)) {
			t.Errorf("%v: %v, not %v", test.of, got, test.want)
		}
	}
	var r results
	for i, v := range []float64{10, 20, 40} {
		r.add("row", base, &sample{Rate: v})
		if i == 1 {
			r.add("row", "other", nil) // a round without it
		} else {
			r.add("row", "other", &sample{Rate: v * float64(i+1)})
		}
	}
	if got := r.ratio("row", "other", base, rate); got != 2 { // of 1 and 3
		t.Error(got)
	}
	if got := r.median("row", "other", rate); got != 65 { // of 10 and 120
		t.Error(got)
	}
	if got := r.ratio("row", "nobody", base, rate); !math.IsNaN(got) {
		t.Error(got)
	}
}

func TestNumber(t *testing.T) {
	for v, want := range map[float64]string{0.987: "0.99", 9.994: "9.99", 10.04: "10.0", 123.4: "123", 9999: "9999", 76_400: "76k"} {
		if got := number(v); got != want {
			t.Errorf("%v: %s, not %s", v, got, want)
		}
	}
	if got := number(math.NaN()); got != "-" {
		t.Error(got)
	}
}

func TestGoals(t *testing.T) {
	b := &bench{servers: append([]*server{gorillaServer()}, luawsServers("luaws", "")...)}
	set := func(row, server string, s sample) { b.results.add(row, server, &s) }
	for i, size := range []int{32, 125, 1 << 10, 16 << 10} {
		set(echoName(size, 1, 50), base, sample{Rate: 100})
		set(echoName(size, 1, 50), "luaws", sample{Rate: 100 + float64(i)})
		set(echoName(size, 1, 50), "luaws -w 1", sample{Rate: 102 - float64(i)})
	}
	set(idleName(10_000), base, sample{KiB: 17})
	set(idleName(10_000), "luaws", sample{KiB: 10})
	set(idleName(10_000), "luaws -w 1", sample{KiB: 6.5})
	set(fanName(room, 200, 1), "luaws -w 1", sample{CPU: 2})
	b.results.add(fanName(broadcast, 200, 1), "luaws -w 1", nil)
	set(fanName(broadcast, 200, 1), "luaws run", sample{CPU: 2})
	b.results.add(fanName(broadcast, 200, 1), "luaws run", nil) // in a later round
	set(heavyName, "luaws", sample{Rate: 1000})
	set(heavyName, seedName, sample{Rate: 500})
	got := b.goals()
	for _, want := range []string{
		"| goal | bound | luaws | luaws -w 1 | luaws run |",
		"| echo rate against gorilla, 1 in flight | >= 1 | 1.00 pass | 0.99 FAIL | n/a |",
		"| KiB a connection, of 10 000, workers | <= 6 |  | 6.50 FAIL (gorilla 17.0) |  |",
		"| KiB a connection, of 10 000, a state for each | <= 10 | 10.0 pass (gorilla 17.0) |  |  |",
		"| CPU us a delivery of a broadcast | <= 2.5 | n/a | failed FAIL | failed FAIL |",
		"| rate of the CPU-heavy handler against the seed library | >= 1 | 2.00 pass | n/a | n/a |",
	} {
		if !strings.Contains(got, want+"\n") {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	for _, g := range allGoals { // all rows that goals are of are there
		for _, name := range g.rows {
			found := false
			for _, r := range fullRows() {
				found = found || r.name == name
			}
			if !found {
				t.Errorf("%s: no row %q", g.name, name)
			}
		}
	}
}

func TestParse(t *testing.T) {
	for _, bad := range [][]string{{"echo"}, {"--only", "("}, {"--quick", "--scale"}, {"--luaws", "/no/such/file"}} {
		if _, err := parse(bad); err == nil {
			t.Errorf("%q is a command line", bad)
		}
	}
}

// TestQuick is a run of the command.
func TestQuick(t *testing.T) {
	if testing.Short() {
		t.Skip("builds luaws and takes seconds")
	}
	var out bytes.Buffer
	file := t.TempDir() + "/all.json"
	if err := command(&out, []string{"--quick", "--only", "^echo 32 B, 1 in", "--json", file}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`\| {2}\| gorilla \| luaws \| luaws -w 1 \| luaws run \|`,
		`\| echo 32 B, 1 in flight, 50 connections \| 1 \([^|]+/s\) / [\d.]+ (\| [\d.]+ / [\d.]+ ){3}\|`,
		`\| goal \| bound \| luaws \| luaws -w 1 \| luaws run \|`,
	} {
		if !regexp.MustCompile(`(?m)^` + want + `$`).MatchString(out.String()) {
			t.Errorf("no %s in\n%s", want, out.String())
		}
	}
	if text, err := os.ReadFile(file); err != nil || !bytes.Contains(text, []byte(`"cpu_us"`)) {
		t.Errorf("%s %v", text, err)
	}
}
