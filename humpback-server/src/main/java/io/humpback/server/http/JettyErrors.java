package io.humpback.server.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.BiFunction;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Tells of failures that Jetty meets before a route is reached, in the form of the API that was called. */
final class JettyErrors extends ErrorHandler {
    private final BiFunction<String, Integer, ErrorAnswer> answers;

    /** Creates it with a function from path and status to the answer. */
    JettyErrors(BiFunction<String, Integer, ErrorAnswer> answers) {
        this.answers = answers;
    }

    @Override
    protected void generateResponse(
            Request request,
            Response response,
            int code,
            @Nullable String message,
            @Nullable Throwable cause,
            Callback callback) {
        ErrorAnswer answer = answers.apply(Request.getPathInContext(request), code);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.contentType());
        response.write(true, bytes(answer), callback);
    }

    private static ByteBuffer bytes(ErrorAnswer answer) {
        return ByteBuffer.wrap(answer.body().getBytes(StandardCharsets.UTF_8));
    }
}
