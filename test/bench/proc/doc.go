//go:build linux

// Package proc tells what processes have used: processor time and memory.
package proc
