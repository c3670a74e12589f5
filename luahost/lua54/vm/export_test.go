package vm

// SetMaxWarm sets how many parked tasks of a State keep their threads.
func SetMaxWarm(n int) (before int) {
	before, maxWarm = maxWarm, n
	return before
}
