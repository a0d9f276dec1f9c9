from cdk8s import App, Chart
from cdk8s_mtls import IssuerChain, IstioMesh, WorkloadPort

app = App()
platform = Chart(app, "platform")

ca = IssuerChain(platform, "ca", trust_domain="prod.example.com")
mesh = IstioMesh(platform, "mesh", certificates=ca)

shop = mesh.add_namespace("shop")
web = shop.add_workload("web", ports=[WorkloadPort.http(8080)])
cart = shop.add_workload("cart", ports=[WorkloadPort.grpc(7070)])
cart.allow_from(web)

app.synth()
