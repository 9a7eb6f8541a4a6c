#include "platform/service/session_watch.hpp"

namespace magpie::service {

void SessionWatch::on(const mqtt::Event& event, const Now& now) {
    last_sign_ = now.mono;
    if (std::holds_alternative<mqtt::Subscribed>(event)) {
        subscribed_ = true;
    } else if (!std::holds_alternative<mqtt::Received>(event)) {
        subscribed_ = false;
    }
}

bool SessionWatch::alive(bool online, const Now& now) {
    if (online_ && !online) {  // also by its own decision, of which no event tells
        last_sign_ = now.mono;
        subscribed_ = false;
    }
    online_ = online;
    return online || subscribed_ || now.mono - last_sign_ <= patience_;
}

}  // namespace magpie::service
