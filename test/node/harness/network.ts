/** The node's own address; it is in no network but the node's, so that it can collide with none of the machine. */
export const NODE_ADDRESS = '172.18.0.2';
export const PODS = '10.244.0.0/16';
export const DNS_ADDRESS = '10.96.0.10';
export const DNS_DOMAIN = 'cluster.local';
export const NODE_NAME = 'node';
export const REGISTRY = '127.0.0.1:5000';
