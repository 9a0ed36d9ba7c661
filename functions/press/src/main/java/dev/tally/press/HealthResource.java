package dev.tally.press;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.tally.press.http.Representation;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;

/** The health check. It calls neither queue nor table. */
@Path("health")
public class HealthResource {

    private final Representation representation;

    HealthResource(Representation representation) {
        this.representation = representation;
    }

    @GET
    public Response health() {
        return representation.ofJson(new Health("UP"), "no-store");
    }

    record Health(@JsonProperty("status") String status) {}
}
