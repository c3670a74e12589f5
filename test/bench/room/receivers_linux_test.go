package bench

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"github.com/luaws/luaws/test/leak"
)

// receiversEnv has the process be the clients of a benchmark: "ADDRESS RECEIVERS DRIVERS".
const receiversEnv = "LUAWS_BENCH_RECEIVERS"

func TestMain(m *testing.M) {
	if job := os.Getenv(receiversEnv); job != "" {
		if err := receive(job); err != nil {
			fmt.Fprintln(os.Stderr, "receivers:", err)
			os.Exit(1)
		}
		return
	}
	leak.Main(m)
}

// receive connects drivers and receivers. For each number that it reads, it has
// each driver send a message, and answers with a line when the receivers have got
// so many bytes. It costs as little as can be: one thread, that looks at no
// byte, so that it does not take the time that is measured.
func receive(job string) error {
	var addr string
	var n, m int
	if _, err := fmt.Sscan(job, &addr, &n, &m); err != nil {
		return err
	}
	ep, err := syscall.EpollCreate1(0)
	if err != nil {
		return err
	}
	for range n {
		fd, err := connect(addr, "/")
		if err != nil {
			return err
		}
		ev := syscall.EpollEvent{Events: syscall.EPOLLIN, Fd: int32(fd)}
		if err := syscall.EpollCtl(ep, syscall.EPOLL_CTL_ADD, fd, &ev); err != nil {
			return err
		}
	}
	drivers := make([]int, m)
	for i := range drivers {
		if drivers[i], err = connect(addr, "/driver"); err != nil {
			return err
		}
	}
	fmt.Println("ready")
	events := make([]syscall.EpollEvent, n)
	p := make([]byte, 256<<10)
	for in := bufio.NewReader(os.Stdin); ; fmt.Println("done") {
		var left int
		if _, err := fmt.Fscanln(in, &left); err != nil {
			if err == io.EOF {
				return nil
			}
			return err
		}
		for _, fd := range drivers {
			if _, err := syscall.Write(fd, []byte("\x81\x82\x00\x00\x00\x00go")); err != nil {
				return err
			}
		}
		for left > 0 {
			ready, err := syscall.EpollWait(ep, events, -1)
			if err != nil && err != syscall.EINTR {
				return err
			}
			for _, ev := range events[:max(ready, 0)] {
				got, err := syscall.Read(int(ev.Fd), p)
				if err != nil || got == 0 {
					return fmt.Errorf("a receiver has lost its connection: %v", err)
				}
				left -= got
			}
		}
		if left < 0 {
			return fmt.Errorf("%d bytes too many", -left)
		}
	}
}

// welcome is the first message that a server sends: the client is known to it.
const welcome = "\x81\x07welcome"

// connect makes a websocket, waits for the welcome, and returns its descriptor.
func connect(addr, path string) (fd int, err error) {
	nc, err := net.Dial("tcp", addr)
	if err != nil {
		return 0, err
	}
	defer nc.Close()
	fmt.Fprintf(nc, "GET %s HTTP/1.1\r\nHost: bench\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n", path)
	var head strings.Builder
	for p := make([]byte, 1); !strings.HasSuffix(head.String(), "\r\n\r\n"); head.Write(p) {
		if _, err := nc.Read(p); err != nil {
			return 0, err
		}
	}
	if !strings.HasPrefix(head.String(), "HTTP/1.1 101 ") {
		return 0, fmt.Errorf("refused: %s", head.String())
	}
	first := make([]byte, len(welcome))
	if _, err := io.ReadFull(nc, first); err != nil || string(first) != welcome {
		return 0, fmt.Errorf("no welcome: %q %v", first, err)
	}
	f, err := nc.(*net.TCPConn).File()
	if err != nil {
		return 0, err
	}
	defer f.Close()
	return syscall.Dup(int(f.Fd()))
}

// receivers is such a process.
type receivers struct {
	b   testing.TB
	in  io.Writer
	out *bufio.Reader
}

func startReceivers(b testing.TB, addr string, n, drivers int) *receivers {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%s %d %d", receiversEnv, addr, n, drivers))
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		in.Close()
		if err := cmd.Wait(); err != nil {
			b.Errorf("receivers: %v", err)
		}
	})
	r := &receivers{b, in, bufio.NewReader(out)}
	r.wait("ready\n")
	return r
}

func (r *receivers) wait(line string) {
	if got, err := r.out.ReadString('\n'); got != line {
		r.b.Fatalf("receivers: %q %v", got, err)
	}
}

// round has each driver send a message, and returns when so many bytes have come.
func (r *receivers) round(bytes int) {
	fmt.Fprintln(r.in, bytes)
	r.wait("done\n")
}
