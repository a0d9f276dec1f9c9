import dev.cdk8smtls.IssuerChain;
import dev.cdk8smtls.IstioMesh;
import dev.cdk8smtls.MeshNamespace;
import dev.cdk8smtls.MeshWorkload;
import dev.cdk8smtls.MeshWorkloadProps;
import dev.cdk8smtls.WorkloadPort;
import java.util.Collections;
import org.cdk8s.App;
import org.cdk8s.Chart;

public class Quickstart {
    public static void main(String[] args) {
        App app = new App();
        Chart platform = new Chart(app, "platform");

        IssuerChain ca = IssuerChain.Builder.create(platform, "ca").trustDomain("prod.example.com").build();
        IstioMesh mesh = IstioMesh.Builder.create(platform, "mesh").certificates(ca).build();

        MeshNamespace shop = mesh.addNamespace("shop");
        MeshWorkload web = shop.addWorkload("web", listeningOn(WorkloadPort.http(8080)));
        MeshWorkload cart = shop.addWorkload("cart", listeningOn(WorkloadPort.grpc(7070)));
        cart.allowFrom(web);

        app.synth();
    }

    private static MeshWorkloadProps listeningOn(WorkloadPort port) {
        return MeshWorkloadProps.builder().ports(Collections.singletonList(port)).build();
    }
}
