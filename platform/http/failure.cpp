#include "platform/http/failure.hpp"

namespace magpie::http {

std::string_view words(Failure failure) {
    switch (failure) {
        case Failure::no_connection:
            return "no connection";
        case Failure::connection_lost:
            return "the connection was lost before the answer";
        case Failure::timeout:
            return "no answer in time";
        case Failure::garbled:
            return "the answer is no HTTP";
        case Failure::certificate_expired:
            return "the server's certificate, or that of its CA, has expired";
        case Failure::certificate_not_yet:
            return "the server's certificate is not valid yet by this machine's clock";
        case Failure::certificate_name:
            return "the server's certificate is for another name than the one in the address";
        case Failure::certificate_authority:
            return "the server's certificate was signed by a CA that is not trusted here";
        case Failure::certificate_unfit:
            return "the server's certificate is not one for a server, or is damaged";
        case Failure::certificate_refused:
            return "the server refused our certificate, or wants one and was shown none";
        case Failure::no_tls:
            break;
    }
    return "the server speaks no TLS that we do";
}

}  // namespace magpie::http
