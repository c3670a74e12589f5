package stdlib

import (
	"bufio"
	"errors"
	"io"
	"os"
	"os/exec"
	"sync/atomic"

	lua "github.com/yuin/gopher-lua"
)

// stream is an open file with the buffers of C's stdio. One direction is
// buffered at a time.
type stream struct {
	file   io.Closer // nil: may not be closed (stdin, stdout, stderr)
	r      io.Reader // nil: not readable
	w      io.Writer // nil: not writable
	seeker io.Seeker // nil: a pipe
	cmd    *exec.Cmd // of popen
	in     *bufio.Reader
	out    *bufio.Writer // nil while nothing was written, or unbuffered
	mode   bufMode
	size   int
	closed bool
	slow   bool // reading or writing may wait for the outside

	busy atomic.Bool // it is being waited for, perhaps on another goroutine
}

type bufMode uint8

const (
	bufNone bufMode = iota
	bufFull
	bufLine
)

const bufSize = 4096

// reader gets the stream ready for reading.
func (f *stream) reader() (*bufio.Reader, error) {
	if f.r == nil {
		return nil, errNotOpenFor
	}
	if err := f.flush(); err != nil {
		return nil, err
	}
	if f.in == nil {
		f.in = bufio.NewReaderSize(f.r, bufSize)
	}
	return f.in, nil
}

// unread puts the file position back to where the script is.
func (f *stream) unread() error {
	if f.in == nil || f.seeker == nil {
		return nil
	}
	n := f.in.Buffered()
	f.in = nil
	if n == 0 {
		return nil
	}
	_, err := f.seeker.Seek(int64(-n), io.SeekCurrent)
	return err
}

func (f *stream) write(b []byte) error {
	if f.w == nil {
		return errNotOpenFor
	}
	if err := f.unread(); err != nil {
		return err
	}
	if f.mode == bufNone {
		_, err := f.w.Write(b)
		return err
	}
	if f.out == nil {
		f.out = bufio.NewWriterSize(f.w, f.size)
	}
	if _, err := f.out.Write(b); err != nil {
		return err
	}
	if f.mode == bufLine {
		for _, c := range b {
			if c == '\n' {
				return f.flush()
			}
		}
	}
	return nil
}

func (f *stream) flush() error {
	if f.out == nil {
		return nil
	}
	err := f.out.Flush()
	if err != nil {
		f.out = nil // a bufio.Writer doesn't recover
	}
	return err
}

func (f *stream) setBuffer(mode bufMode, size int) error {
	err := f.flush()
	f.out, f.mode, f.size = nil, mode, size
	return err
}

func (f *stream) seek(offset int64, whence int) (int64, error) {
	if f.seeker == nil {
		return 0, errIllegalSeek
	}
	if err := errors.Join(f.flush(), f.unread()); err != nil {
		return 0, err
	}
	return f.seeker.Seek(offset, whence)
}

// close ends the stream; that of a process waits for its end.
func (f *stream) close() error {
	if f.closed {
		return nil
	}
	f.closed = true
	err := f.flush()
	if f.file != nil {
		if e := f.file.Close(); err == nil {
			err = e
		}
	}
	if f.cmd != nil {
		return f.cmd.Wait()
	}
	return err
}

// abandon is close for a stream that no script uses any more. It doesn't wait: not
// for a process, nor for what a task that is gone was waiting for. A process that
// is still to read is given what there is, and waited for, later.
func (f *stream) abandon(later func(func())) {
	switch {
	case f.cmd == nil && !f.busy.Load():
		_ = f.close()
	case f.w != nil && !f.busy.Load():
		later(func() { _ = f.close() })
	default: // the buffers may be somebody's
		_ = f.file.Close()
		if f.cmd != nil {
			go f.cmd.Wait()
		}
	}
}

// wait does what may wait for the outside.
func (f *stream) wait(L *lua.LState, step func()) {
	f.busy.Store(true)
	libOf(L).opt.Wait(L, func() {
		defer f.busy.Store(false)
		step()
	})
}

// openStream opens a file as C's fopen does.
func openStream(name, mode string) (*stream, error) {
	flags := map[byte]int{'r': os.O_RDONLY, 'w': os.O_WRONLY | os.O_CREATE | os.O_TRUNC, 'a': os.O_WRONLY | os.O_CREATE | os.O_APPEND}[mode[0]]
	update := len(mode) > 1 && mode[1] == '+'
	if update {
		flags = flags&^os.O_WRONLY | os.O_RDWR
	}
	file, err := os.OpenFile(name, flags, 0o666)
	if err != nil {
		return nil, err
	}
	return fileStream(file, mode[0] == 'r' || update, mode[0] != 'r' || update), nil
}

func fileStream(file *os.File, read, write bool) *stream {
	f := &stream{file: file, mode: bufFull, size: bufSize, seeker: file}
	if info, err := file.Stat(); err == nil && !info.Mode().IsRegular() {
		f.slow = true
	}
	if read {
		f.r = file
	}
	if write {
		f.w = file
	}
	return f
}

// popenStream starts a command with its output or input tied to the stream.
func popenStream(cmd string, read bool, opt *Options) (*stream, error) {
	f := &stream{cmd: exec.Command(shell, "-c", cmd), mode: bufFull, size: bufSize, slow: true}
	f.cmd.Stderr = opt.Stderr
	var err error
	if read {
		f.cmd.Stdin = opt.Stdin
		var out io.ReadCloser
		out, err = f.cmd.StdoutPipe()
		f.file, f.r = out, out
	} else {
		f.cmd.Stdout = opt.Stdout
		var in io.WriteCloser
		in, err = f.cmd.StdinPipe()
		f.file, f.w = in, in
	}
	if err != nil {
		return nil, err
	}
	return f, f.cmd.Start()
}
