package dev.tally.press;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** The health check. It calls neither queue nor table. */
@Path("health")
public class HealthResource {

    @GET
    public Response health() {
        return Response.ok(new Health("UP"), MediaType.APPLICATION_JSON_TYPE)
                .header("Cache-Control", "no-store")
                .build();
    }

    record Health(@JsonProperty("status") String status) {}
}
