// Command probe is what tests put into pods: it serves, and says what it can reach.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
)

const (
	usage = `usage: probe serve PORT...       answers with the pod's name until it is told to end
       probe connect HOST:PORT   says open, refused, unknown (no such name) or timed out
       probe get URL             prints the answer
       probe repeat URL          asks over one connection, every fifth of a second, until there is no answer
       probe lookup NAME         prints the addresses
       probe cat FILE            prints the file
       probe wait                does nothing until it is told to end`
	patience = 2 * time.Second
)

var commands = map[string]func(args []string) error{
	"serve":   serve,
	"connect": one(connect),
	"get":     one(get),
	"repeat":  one(repeat),
	"lookup":  one(lookup),
	"cat":     one(cat),
	"wait":    func([]string) error { return wait() },
}

func main() {
	if len(os.Args) < 2 || commands[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, usage)
		os.Exit(2)
	}
	if err := commands[os.Args[1]](os.Args[2:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func one(command func(string) error) func([]string) error {
	return func(args []string) error {
		if len(args) != 1 {
			return fmt.Errorf("arguments are %q\n%s", args, usage)
		}
		return command(args[0])
	}
}

func serve(ports []string) error {
	name, err := os.Hostname()
	if err != nil {
		return err
	}
	http.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, name) })
	for _, port := range ports {
		listener, err := net.Listen("tcp", ":"+port)
		if err != nil {
			return err
		}
		fmt.Println("serving on", port)
		go http.Serve(listener, nil)
	}
	return wait()
}

func wait() error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	<-ctx.Done()
	fmt.Println("ended by signal")
	return nil
}

// connect says what became of it on standard output; that it did not come about is no failure of this program.
func connect(address string) error {
	connection, err := net.DialTimeout("tcp", address, patience)
	if err == nil {
		fmt.Println("open")
		return connection.Close()
	}
	var name *net.DNSError
	var network net.Error
	switch {
	case errors.As(err, &name):
		fmt.Println("unknown")
	case errors.Is(err, syscall.ECONNREFUSED):
		fmt.Println("refused")
	case errors.As(err, &network) && network.Timeout():
		fmt.Println("timed out")
	default:
		return err
	}
	return nil
}

func get(url string) error {
	body, err := ask(&http.Client{Timeout: patience}, url)
	fmt.Print(body)
	return err
}

// repeat fails when an answer stays out: only the connection that it began with may carry it.
func repeat(url string) error {
	connections := 0
	dialer := net.Dialer{Timeout: patience}
	client := &http.Client{Timeout: patience, Transport: &http.Transport{
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			if connections++; connections > 1 {
				return nil, errors.New("the connection has ended")
			}
			return dialer.DialContext(ctx, network, address)
		},
	}}
	for {
		body, err := ask(client, url)
		if err != nil {
			return err
		}
		fmt.Print(body)
		time.Sleep(patience / 10)
	}
}

func ask(client *http.Client, url string) (string, error) {
	response, err := client.Get(url)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s answers %s", url, response.Status)
	}
	return string(body), err
}

func lookup(name string) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	addresses, err := net.DefaultResolver.LookupHost(ctx, name)
	fmt.Println(strings.Join(addresses, "\n"))
	return err
}

func cat(file string) error {
	content, err := os.ReadFile(file)
	fmt.Print(string(content))
	return err
}
