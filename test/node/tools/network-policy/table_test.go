package main

import (
	"context"
	"testing"

	"sigs.k8s.io/knftables"
)

func TestTable(t *testing.T) {
	s := stateOf(t, `{podSelector: {matchLabels: {app: api}}, policyTypes: [Ingress], ingress: [{from: [{podSelector: {matchLabels: {app: web}}}]}]}`)
	isolated, err := isolations(s)
	if err != nil {
		t.Fatal(err)
	}
	nft := knftables.NewFake(knftables.IPv4Family, tableName)
	tx := nft.NewTransaction()
	write(tx, "10.0.0.0/16", s.endpoints[:2], isolated)
	if err := nft.Run(context.Background(), tx); err != nil {
		t.Fatal(err)
	}
	const wanted = `add table ip network-policy
add chain ip network-policy forward { type filter hook forward priority 0 ; }
add chain ip network-policy ingress-10.0.0.2 { comment "shop/api" ; }
add set ip network-policy known { type ipv4_addr ; }
add map ip network-policy egress { type ipv4_addr : verdict ; }
add map ip network-policy ingress { type ipv4_addr : verdict ; }
add rule ip network-policy forward ct state related accept
add rule ip network-policy forward ct state established ct direction reply accept
add rule ip network-policy forward ip saddr 10.0.0.0/16 ip saddr != @known counter drop
add rule ip network-policy forward ip daddr 10.0.0.0/16 ip daddr != @known counter drop
add rule ip network-policy forward ip saddr vmap @egress
add rule ip network-policy forward ip daddr vmap @ingress
add rule ip network-policy ingress-10.0.0.2 ip saddr 10.0.0.2 return
add rule ip network-policy ingress-10.0.0.2 ip saddr { 10.0.0.1 } return
add rule ip network-policy ingress-10.0.0.2 counter drop
add element ip network-policy known { 10.0.0.1 }
add element ip network-policy known { 10.0.0.2 }
add element ip network-policy ingress { 10.0.0.2 : jump ingress-10.0.0.2 }
`
	if got := nft.Dump(); got != wanted {
		t.Errorf("the table is\n%s", got)
	}
}
