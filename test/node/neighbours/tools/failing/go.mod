module cdk8s-fairway/test/node/neighbours/tools/failing

go 1.26.0
