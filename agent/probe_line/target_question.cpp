#include <utility>

#include "agent/probe_line/target_question.hpp"

namespace magpie::agent {

Question question_of(const Target& target, probe::Kind kind, Milliseconds timeout,
                     const std::shared_ptr<boost::asio::ssl::context>& tls) {
    Question question{.kind = kind, .host = target.host, .port = target.tcp_port, .timeout = timeout, .tls = tls};
    switch (kind) {
        case probe::Kind::dns:
            question.name = target.dns_name;
            break;
        case probe::Kind::dns_uncached:
            question.name = target.dns_zone;
            break;
        case probe::Kind::portal:
            question.url = target.portal_url;
            break;
        case probe::Kind::https:
            question.url = target.https_url;
            break;
        default:
            break;
    }
    return question;
}

}  // namespace magpie::agent
