/**
 * The engine below the endpoints: targets and bodies of requests, routing, deadlines, error
 * documents. Not for users; public only because the endpoints are next door.
 *
 * <pre>{@code
 * HttpRequest -> Target (strictly decoded) -> Router -> Body (bounded, timed) -> Call -> Handler
 * HttpResponse <- Reply <------------------------------------------- CompletionStage
 * }</pre>
 */
package conclave.http.internal;
