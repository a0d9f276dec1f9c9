export * from './client-certificates';
export { IngressGateway, IngressGatewayProps } from './ingress-gateway';
export * from './istio-ca';
export * from './istio-mesh';
