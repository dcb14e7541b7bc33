package main

import (
	"fmt"
	"strings"

	"sigs.k8s.io/knftables"
)

const tableName = "network-policy"

// write replaces the whole table in one transaction: at no moment is there less than the old or the new rules.
func write(tx *knftables.Transaction, pods string, endpoints []endpoint, isolated []isolation) {
	tx.Add(&knftables.Table{})
	tx.Delete(&knftables.Table{})
	tx.Add(&knftables.Table{})
	writeFrame(tx, pods)
	for _, e := range endpoints {
		tx.Add(&knftables.Element{Set: "known", Key: []string{e.address.String()}})
	}
	for _, i := range isolated {
		writeDirection(tx, i.endpoint, "egress", "daddr", i.egress)
		writeDirection(tx, i.endpoint, "ingress", "saddr", i.ingress)
	}
}

// writeFrame judges what is forwarded, and that alone: what comes from the node itself, as probes do, is allowed always.
func writeFrame(tx *knftables.Transaction, pods string) {
	tx.Add(&knftables.Set{Name: "known", Type: "ipv4_addr"})
	for _, name := range []string{"egress", "ingress"} {
		tx.Add(&knftables.Map{Name: name, Type: "ipv4_addr : verdict"})
	}
	tx.Add(&knftables.Chain{
		Name:     "forward",
		Type:     knftables.PtrTo(knftables.FilterType),
		Hook:     knftables.PtrTo(knftables.ForwardHook),
		Priority: knftables.PtrTo(knftables.FilterPriority),
	})
	for _, rule := range []string{
		"ct state related accept",
		// Answers alone: accepting all of an established connection would let one live on that is forbidden now.
		"ct state established ct direction reply accept",
		"ip saddr " + pods + " ip saddr != @known counter drop",
		"ip daddr " + pods + " ip daddr != @known counter drop",
		"ip saddr vmap @egress",
		"ip daddr vmap @ingress",
	} {
		tx.Add(&knftables.Rule{Chain: "forward", Rule: rule})
	}
}

func writeDirection(tx *knftables.Transaction, e endpoint, name, side string, rules direction) {
	if !rules.isolated {
		return
	}
	address := e.address.String()
	chain := name + "-" + address
	comment := e.pod.Namespace + "/" + e.pod.Name
	tx.Add(&knftables.Chain{Name: chain, Comment: &comment})
	tx.Add(&knftables.Element{Map: name, Key: []string{address}, Value: []string{"jump " + chain}})
	// No policy can keep a pod from itself, also not by way of its Service.
	tx.Add(&knftables.Rule{Chain: chain, Rule: fmt.Sprintf("ip %s %s return", side, address)})
	for _, allowed := range rules.allowed {
		tx.Add(&knftables.Rule{Chain: chain, Rule: condition(allowed, side) + "return"})
	}
	tx.Add(&knftables.Rule{Chain: chain, Rule: "counter drop"})
}

func condition(f flow, side string) string {
	var text strings.Builder
	if len(f.peers) > 0 {
		fmt.Fprintf(&text, "ip %s { %s } ", side, strings.Join(f.peers, ", "))
	}
	if len(f.except) > 0 {
		fmt.Fprintf(&text, "ip %s != { %s } ", side, strings.Join(f.except, ", "))
	}
	protocol := strings.ToLower(string(f.protocol))
	switch {
	case protocol == "":
	case f.first == 0:
		fmt.Fprintf(&text, "meta l4proto %s ", protocol)
	case f.first == f.last:
		fmt.Fprintf(&text, "%s dport %d ", protocol, f.first)
	default:
		fmt.Fprintf(&text, "%s dport %d-%d ", protocol, f.first, f.last)
	}
	return text.String()
}
