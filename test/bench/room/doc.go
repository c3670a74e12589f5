// Package bench measures what luaws costs against what else there is, in one run,
// the two in turn, so that a slow or shared machine is the same for both:
//
//	go test -run '^$' -bench Room ./test/bench/room
//
// The servers run in the process of the benchmark, whose CPU time (user and
// system) is the figure; the clients are another process, the same program.
package bench
