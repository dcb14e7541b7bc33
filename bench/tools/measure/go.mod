module cdk8s-fairway/bench/tools/measure

go 1.26.0
