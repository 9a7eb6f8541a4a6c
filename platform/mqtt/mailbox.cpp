#include "platform/mqtt/mailbox.hpp"

#include <utility>

#include <boost/asio/post.hpp>

namespace magpie::mqtt {
namespace {

std::size_t bytes_of(const Signal& signal) {
    const auto* message = std::get_if<::mqtt::const_message_ptr>(&signal);
    return message ? (*message)->get_payload_ref().size() + (*message)->get_topic().size() : 0;
}

}  // namespace

Mailbox::Mailbox(boost::asio::io_context& loop, std::size_t limit, Handler handler)
    : loop_(loop), limit_(limit), handler_(std::move(handler)) {}

void Mailbox::put(Signal signal) {
    const std::size_t size = bytes_of(signal);
    const std::lock_guard hold(lock_);
    if (closed_) {
        return;
    }
    if (size > 0 && bytes_ > 0 && bytes_ + size > limit_) {
        dropped_.fetch_add(1, std::memory_order_relaxed);
        return;
    }
    bytes_ += size;
    waiting_.push_back(std::move(signal));
    if (!std::exchange(woken_, true)) {
        wake();
    }
}

void Mailbox::close() {
    const std::lock_guard hold(lock_);
    closed_ = true;
    waiting_.clear();
}

void Mailbox::wake() {
    boost::asio::post(loop_, [self = shared_from_this()] { self->deliver(); });
}

void Mailbox::deliver() {
    constexpr int turn = 256;  // then other work of the loop runs
    for (int handled = 0;; ++handled) {
        std::unique_lock hold(lock_);
        if (waiting_.empty() || closed_) {
            woken_ = false;
            return;
        }
        if (handled == turn) {
            wake();
            return;
        }
        Signal signal = std::move(waiting_.front());
        waiting_.pop_front();
        bytes_ -= bytes_of(signal);
        hold.unlock();
        handler_(signal);
    }
}

}  // namespace magpie::mqtt
