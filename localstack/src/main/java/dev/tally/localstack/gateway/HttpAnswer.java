package dev.tally.localstack.gateway;

import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/** The answer to a client. */
record HttpAnswer(int status, MultiMap headers, Buffer body) {

    static HttpAnswer json(int status, Buffer body) {
        return new HttpAnswer(status, HttpHeaders.headers().set("content-type", "application/json"), body);
    }

    static HttpAnswer problem(int status, Buffer body) {
        MultiMap headers = HttpHeaders.headers()
                .set("content-type", "application/problem+json")
                .set("cache-control", "no-store");
        return new HttpAnswer(status, headers, body);
    }

    /** Sends this answer. Closes the connection if a part of the request's body was not received. */
    void send(Vertx vertx, HttpServerRequest request) {
        HttpServerResponse response = request.response();
        response.setStatusCode(status).headers().addAll(headers);
        if (UnreadBody.of(request)) {
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            send(request.method(), response);
            UnreadBody.close(vertx, request);
        } else {
            send(request.method(), response);
        }
    }

    private void send(HttpMethod method, HttpServerResponse response) {
        if (neverHasABody()) {
            response.end();
        } else if (method.equals(HttpMethod.HEAD)) {
            // The length is that of GET's body. A function that leaves the body out has not said it.
            if (body.length() > 0) {
                response.putHeader("content-length", Integer.toString(body.length()));
            }
            response.end();
        } else {
            response.end(body);
        }
    }

    private boolean neverHasABody() {
        return status == 204 || status == 304;
    }
}
