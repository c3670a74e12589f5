//go:build linux

package main

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// results are all samples, by row and server. A round that failed has nil.
type results struct {
	Machine string                          `json:"machine"`
	Samples map[string]map[string][]*sample `json:"samples"`
	Errors  []string                        `json:"errors,omitempty"`
}

func (r *results) add(row, server string, s *sample) {
	if r.Samples == nil {
		r.Samples = map[string]map[string][]*sample{}
	}
	if r.Samples[row] == nil {
		r.Samples[row] = map[string][]*sample{}
	}
	r.Samples[row][server] = append(r.Samples[row][server], s)
}

func (r *results) failed() error {
	if n := len(r.Errors); n > 0 {
		return fmt.Errorf("%d measurements failed", n)
	}
	return nil
}

// gaveUp tells whether a server has failed in a row: it had no more rounds.
func (r *results) gaveUp(row, server string) bool {
	all := r.Samples[row][server]
	return len(all) > 0 && all[len(all)-1] == nil
}

// median is that of a figure over the rounds, or NaN.
func (r *results) median(row, server string, figure func(sample) float64) float64 {
	var all []float64
	for _, s := range r.Samples[row][server] {
		if s != nil {
			all = append(all, figure(*s))
		}
	}
	return median(all)
}

// ratio is the median of a figure against another server's in the same round, or NaN.
func (r *results) ratio(row, server, base string, figure func(sample) float64) float64 {
	var all []float64
	of, to := r.Samples[row][server], r.Samples[row][base]
	for i := range min(len(of), len(to)) {
		if of[i] != nil && to[i] != nil {
			all = append(all, figure(*of[i])/figure(*to[i]))
		}
	}
	return median(all)
}

func median(all []float64) float64 {
	if len(all) == 0 {
		return math.NaN()
	}
	slices.Sort(all)
	return (all[len(all)/2] + all[(len(all)-1)/2]) / 2
}

// The cells of rows.

const base = "gorilla"

func rateAndCPU(r *results, row, server string) string {
	if server == base {
		return fmt.Sprintf("1 (%s/s) / %s", number(r.median(row, server, rate)), number(r.median(row, server, cpu)))
	}
	return number(r.ratio(row, server, base, rate)) + " / " + number(r.median(row, server, cpu))
}

func numbers(figures ...func(sample) float64) func(r *results, row, server string) string {
	return func(r *results, row, server string) string {
		var all []string
		for _, f := range figures {
			all = append(all, number(r.median(row, server, f)))
		}
		return strings.Join(all, " / ")
	}
}

// number has as many digits as mean something.
func number(v float64) string {
	switch {
	case math.IsNaN(v):
		return "-"
	case v >= 10_000:
		return fmt.Sprintf("%.0fk", v/1000)
	case v >= 100:
		return fmt.Sprintf("%.0f", v)
	case v >= 10:
		return fmt.Sprintf("%.1f", v)
	}
	return fmt.Sprintf("%.2f", v)
}
