#include "collector/ca/renewal_desk.hpp"

#include <utility>

#include "platform/tls/renewal_request.hpp"
#include "wire/sparkplug/topic.hpp"

namespace magpie::collector::ca {

std::optional<DeskAnswer> RenewalDesk::answer(std::string_view topic, std::string_view request, const Now& now) {
    if (!topic.starts_with(tls::renew_topics) || !sparkplug::is_magpie_id(topic.substr(tls::renew_topics.size()))) {
        return std::nullopt;
    }
    DeskAnswer answer;
    answer.node = topic.substr(tls::renew_topics.size());
    answer.topic = std::string(tls::renewed_topics) + answer.node;
    const auto refuse = [&answer](Refusal reason, std::string sentence) {
        answer.outcome = word(reason);
        answer.sentence = std::move(sentence);
        answer.payload = std::string(tls::refusal_begins) + answer.outcome + " " + answer.sentence;
    };
    if (!pace_.admit(answer.node, now)) {
        refuse(Refusal::too_soon, "one request a minute is answered");
        answer.payload.clear();  // an answer to each would let a node double what it sends
        return answer;
    }
    const auto renewed = authority_.renew(request, lasts_, answer.node, now.wall);
    if (!renewed) {
        refuse(renewed.error().reason, renewed.error().sentence);
        return answer;
    }
    answer.outcome = "renewed";
    answer.sentence = "until " + tls::written(renewed->until);
    answer.payload = renewed->certificate;
    return answer;
}

}  // namespace magpie::collector::ca
