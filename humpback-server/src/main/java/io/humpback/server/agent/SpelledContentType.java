package io.humpback.server.agent;

import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Writes {@code ; charset=utf-8} with its space, as the original did; Jetty takes the space out. */
final class SpelledContentType extends Handler.Wrapper {
    private static final String TIGHT = ";charset=";

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        Response spelling = new Response.Wrapper(request, response) {
            @Override
            public HttpFields.Mutable getHeaders() {
                return new Spelling(super.getHeaders());
            }
        };
        return super.handle(request, spelling, callback);
    }

    private static final class Spelling extends HttpFields.Mutable.Wrapper {
        Spelling(HttpFields.Mutable fields) {
            super(fields);
        }

        @Override
        public HttpField onAddField(HttpField field) {
            return spelled(field);
        }

        @Override
        public HttpField onReplaceField(HttpField old, HttpField field) {
            return spelled(field);
        }

        private static HttpField spelled(HttpField field) {
            @Nullable String value = field.getValue();
            boolean tight = field.getHeader() == HttpHeader.CONTENT_TYPE && value != null && value.contains(TIGHT);
            return tight ? new HttpField(HttpHeader.CONTENT_TYPE, value.replace(TIGHT, "; charset=")) : field;
        }
    }
}
