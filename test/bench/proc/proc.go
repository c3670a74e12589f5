//go:build linux

package proc

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// Group returns the processes of a process group.
func Group(id int) (pids []int, err error) {
	all, err := os.ReadDir("/proc")
	if err != nil {
		return nil, err
	}
	for _, each := range all {
		pid, err := strconv.Atoi(each.Name())
		if err != nil {
			continue
		}
		stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		if err != nil {
			continue // it has ended meanwhile
		}
		fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
		if len(fields) > 2 && fields[2] == strconv.Itoa(id) {
			pids = append(pids, pid)
		}
	}
	return pids, nil
}

// CPU is what processes have used so far, user and system, in nanoseconds and not
// in the ticks of /proc/PID/stat: each process has a clock (clock_getcpuclockid(3)).
func CPU(pids []int) (sum time.Duration, err error) {
	for _, pid := range pids {
		var t unix.Timespec
		if err := unix.ClockGettime(int32(^pid<<3|2), &t); err != nil {
			return 0, fmt.Errorf("process %d has ended", pid)
		}
		sum += time.Duration(t.Nano())
	}
	return sum, nil
}

// Resident is how much memory processes have, in bytes.
func Resident(pids []int) (sum int, err error) {
	for _, pid := range pids {
		text, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
		if err != nil {
			return 0, err
		}
		var size, pages int
		if _, err := fmt.Sscan(string(text), &size, &pages); err != nil {
			return 0, err
		}
		sum += pages * os.Getpagesize()
	}
	return sum, nil
}
