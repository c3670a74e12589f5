//go:build !unix

package lfs

import (
	"errors"
	"os"
	"syscall"
)

var systemAttributes []attribute

func removeDir(path string) error {
	if fi, err := os.Lstat(path); err == nil && !fi.IsDir() {
		return syscall.ENOTDIR
	}
	return os.Remove(path)
}

func workingDir() (string, error) { return os.Getwd() }

func lockFile(syscall.Conn, byte, int64, int64) error {
	return errors.New("files can't be locked on this system")
}
