package main

import (
	"bytes"
	_ "embed"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"text/template"
)

//go:embed nginx.conf.tmpl
var text string

var configuration = template.Must(template.New("nginx.conf").Parse(text))

// nginx is the process that takes the requests.
type nginx struct {
	folder  string
	last    []byte
	process *os.Process
	ended   chan error
}

// serve brings nginx to serve these hosts; connections that are open stay so.
func (n *nginx) serve(hosts []host) error {
	var config bytes.Buffer
	if err := configuration.Execute(&config, map[string]any{"Folder": n.folder, "Hosts": hosts}); err != nil {
		return err
	}
	keys := []byte{}
	for _, h := range hosts {
		keys = append(append(keys, h.Certificate...), h.Key...)
	}
	if now := append(config.Bytes(), keys...); bytes.Equal(now, n.last) {
		return nil
	} else {
		n.last = now
	}
	for _, h := range hosts {
		if err := n.write(h.Name+".crt", h.Certificate); err != nil {
			return err
		}
		if err := n.write(h.Name+".key", h.Key); err != nil {
			return err
		}
	}
	if err := n.write("nginx.conf", config.Bytes()); err != nil {
		return err
	}
	log.Printf("%d hosts", len(hosts))
	if n.process != nil {
		return n.process.Signal(syscall.SIGHUP)
	}
	return n.start()
}

func (n *nginx) start() error {
	command := exec.Command("/usr/sbin/nginx", "-c", filepath.Join(n.folder, "nginx.conf"), "-e", "/dev/stderr")
	command.Stdout, command.Stderr = os.Stdout, os.Stderr
	if err := command.Start(); err != nil {
		return err
	}
	n.process, n.ended = command.Process, make(chan error, 1)
	go func() { n.ended <- command.Wait() }()
	return nil
}

// end lets nginx answer what it has taken.
func (n *nginx) end() error {
	if err := n.process.Signal(syscall.SIGQUIT); err != nil {
		return err
	}
	return <-n.ended
}

func (n *nginx) write(name string, content []byte) error {
	return os.WriteFile(filepath.Join(n.folder, name), content, 0o600)
}
