//go:build unix

package lfs

import (
	"io"
	"syscall"
)

func removeDir(path string) error { return syscall.Rmdir(path) }

// workingDir is getcwd: no symbolic links in it, which os.Getwd takes from $PWD.
func workingDir() (string, error) { return syscall.Getwd() }

// lockFile sets or (mode "u") takes away a lock of the process; it doesn't wait.
func lockFile(f syscall.Conn, mode byte, start, length int64) error {
	kinds := map[byte]int16{'r': syscall.F_RDLCK, 'w': syscall.F_WRLCK, 'u': syscall.F_UNLCK}
	region := syscall.Flock_t{Type: kinds[mode], Whence: io.SeekStart, Start: start, Len: length}
	c, err := f.SyscallConn()
	if err != nil {
		return err
	}
	if e := c.Control(func(fd uintptr) { err = syscall.FcntlFlock(fd, syscall.F_SETLK, &region) }); e != nil {
		return e
	}
	return err
}
