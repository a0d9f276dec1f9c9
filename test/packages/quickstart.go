package main

import (
	"github.com/aws/jsii-runtime-go"
	mtls "github.com/cdk8s-mtls/cdk8s-mtls-go/cdk8smtls"
	"github.com/cdk8s-team/cdk8s-core-go/cdk8s/v2"
)

func main() {
	app := cdk8s.NewApp(nil)
	platform := cdk8s.NewChart(app, jsii.String("platform"), nil)

	ca := mtls.NewIssuerChain(platform, jsii.String("ca"), &mtls.IssuerChainProps{TrustDomain: jsii.String("prod.example.com")})
	mesh := mtls.NewIstioMesh(platform, jsii.String("mesh"), &mtls.IstioMeshProps{Certificates: ca})

	shop := mesh.AddNamespace(jsii.String("shop"), nil)
	web := shop.AddWorkload(jsii.String("web"), listeningOn(mtls.WorkloadPort_Http(jsii.Number(8080))))
	cart := shop.AddWorkload(jsii.String("cart"), listeningOn(mtls.WorkloadPort_Grpc(jsii.Number(7070))))
	cart.AllowFrom(web, nil)

	app.Synth()
}

func listeningOn(port mtls.WorkloadPort) *mtls.MeshWorkloadProps {
	return &mtls.MeshWorkloadProps{Ports: &[]mtls.WorkloadPort{port}}
}
