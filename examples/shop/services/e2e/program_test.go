package e2e

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"shop.example/services/internal/testkit"
)

// program is one of the five, running as a process.
type program struct {
	name        string
	env         map[string]string
	binary      string
	probes, api string // base URLs

	cmd    *exec.Cmd
	exited chan error

	mu    sync.Mutex
	lines []line
}

// line is one line of a JSON log.
type line map[string]any

func (l line) text(key string) string { return fmt.Sprint(l[key]) }

func build(t *testing.T) (folder string) {
	t.Helper()
	folder = t.TempDir()
	args := []string{"build", "-o", folder + string(filepath.Separator)}
	if race {
		args = append(args, "-race")
	}
	out, err := exec.Command("go", append(args, "../cmd/...")...).CombinedOutput()
	if err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	return folder
}

func (p *program) start(t *testing.T) {
	t.Helper()
	p.cmd = exec.Command(p.binary)
	p.cmd.Env = []string{}
	for name, value := range p.env {
		p.cmd.Env = append(p.cmd.Env, name+"="+value)
	}
	out, in := io.Pipe()
	p.cmd.Stdout, p.cmd.Stderr = in, in
	testkit.Must(t, p.cmd.Start())
	p.exited = make(chan error, 1)
	read := make(chan struct{})
	go func() { defer close(read); p.read(out) }()
	go func(cmd *exec.Cmd, exited chan<- error) {
		err := cmd.Wait()
		in.Close()
		<-read
		exited <- err
	}(p.cmd, p.exited)
	t.Cleanup(func() { p.kill() })
}

func (p *program) read(out io.Reader) {
	scanner := bufio.NewScanner(out)
	scanner.Buffer(nil, 1<<20)
	for scanner.Scan() {
		parsed := line{}
		if err := json.Unmarshal(scanner.Bytes(), &parsed); err != nil {
			parsed["raw"] = scanner.Text()
		}
		p.mu.Lock()
		p.lines = append(p.lines, parsed)
		p.mu.Unlock()
	}
}

// stop sends SIGTERM and gives the program's own exit.
func (p *program) stop(t *testing.T) error {
	t.Helper()
	testkit.Must(t, p.cmd.Process.Signal(syscall.SIGTERM))
	select {
	case err := <-p.exited:
		return err
	case <-time.After(30 * time.Second):
		return fmt.Errorf("%s still runs 30 s after SIGTERM", p.name)
	}
}

func (p *program) kill() {
	_ = p.cmd.Process.Kill() // it may have ended long ago
}

func (p *program) find(match func(line) bool) []line {
	p.mu.Lock()
	defer p.mu.Unlock()
	var found []line
	for _, l := range p.lines {
		if match(l) {
			found = append(found, l)
		}
	}
	return found
}

func (p *program) messages(message string) []line {
	return p.find(func(l line) bool { return l["msg"] == message })
}

// dump shows the end of a log when a test has failed.
func (p *program) dump(t *testing.T) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, l := range p.lines[max(0, len(p.lines)-5):] {
		t.Logf("%s: %v", p.name, l)
	}
}

func (p *program) code(path string) int {
	answer, err := http.Get(p.probes + path)
	if err != nil {
		return 0
	}
	defer answer.Body.Close()
	_, _ = io.Copy(io.Discard, answer.Body)
	return answer.StatusCode
}

func (p *program) metrics(t *testing.T) string {
	t.Helper()
	answer, err := http.Get(p.env["metrics URL"])
	testkit.Must(t, err)
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	testkit.Must(t, err)
	return string(body)
}

// metric sums the samples of a series whose labels hold the text.
func (p *program) metric(t *testing.T, name, labels string) (sum float64) {
	t.Helper()
	for _, sample := range strings.Split(p.metrics(t), "\n") {
		var value float64
		series, number, found := strings.Cut(sample, " ")
		if !found || !strings.HasPrefix(series, name+"{") || !strings.Contains(series, labels) {
			continue
		}
		if _, err := fmt.Sscan(number, &value); err != nil {
			t.Fatalf("sample %q: %v", sample, err)
		}
		sum += value
	}
	return sum
}

// memory is the resident set in MiB.
func (p *program) memory(t *testing.T) float64 {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	testkit.Must(t, err)
	_, rest, _ := strings.Cut(string(status), "VmRSS:")
	var kib float64
	_, err = fmt.Sscan(rest, &kib)
	testkit.Must(t, err)
	return kib / 1024
}

func freePort(t *testing.T) int {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	testkit.Must(t, err)
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port
}

func eventually(t *testing.T, what string, within time.Duration, condition func() bool) time.Duration {
	t.Helper()
	began := time.Now()
	for !condition() {
		if time.Since(began) > within {
			t.Fatalf("not within %s: %s", within, what)
		}
		time.Sleep(10 * time.Millisecond)
	}
	return time.Since(began)
}
