#include "firmware/node/app/node.hpp"

namespace magpie::node {

Node::Node(const hal::Board& board, unsigned slot, std::uint16_t version)
    : board_(board),
      settings_(board.flash),
      update_(board.flash, settings_, slot, version),
      sensors_(board),
      sampler_(sensors_, settings_, board.chip.milliseconds()),
      line_(board.bus),
      bank_(life_, sampler_, line_, settings_, update_),
      slave_(bank_, life_.counters),
      second_began_ms_(board.chip.milliseconds()) {
    life_.reset_cause = board.chip.reset_cause();
    life_.board = board.kind;
    open_line();
    sensors_.open();
}

void Node::open_line() {
    address_ = static_cast<std::uint8_t>(settings_.kept().address);
    format_ = serial_format(settings_.kept());
    line_.open(format_);
}

void Node::count_seconds(std::uint32_t now_ms) {
    const auto seconds = (now_ms - second_began_ms_) / 1000;
    life_.uptime_s += seconds;
    second_began_ms_ += seconds * 1000;
}

void Node::serve() {
    const auto frame = line_.take();
    if (!frame) {
        return;
    }
    const auto requests = life_.counters.requests;
    const auto answer = slave_.answer(*frame, address_, answer_);
    line_.release();
    if (life_.counters.requests != requests) {
        last_request_s_ = life_.uptime_s;
    }
    if (!answer.empty()) {
        board_.bus.send(answer);
    }
}

void Node::reset_if_due() {
    if (update_.state() == modbus::UpdateState::restarting) {
        board_.chip.reset(modbus::ResetCause::update);
    }
    const auto heartbeat = settings_.now().heartbeat;
    if ((heartbeat != 0 && life_.uptime_s - last_request_s_ >= heartbeat) ||
        (update_.is_on_trial() && life_.uptime_s >= trial_seconds)) {
        board_.chip.reset(modbus::ResetCause::software);
    }
}

void Node::poll() {
    const auto now_ms = board_.chip.milliseconds();
    count_seconds(now_ms);
    life_.door.contact(board_.chip.door_is_open(), now_ms);
    sensors_.turn(now_ms);
    if (!board_.bus.is_sending()) {
        // Whatever ends the conversation waits until the last answer has left.
        reset_if_due();
        if (address_ != settings_.kept().address || format_ != serial_format(settings_.kept())) {
            open_line();
        }
        serve();
    }
    sampler_.turn(now_ms);
    if (!sampler_.is_overdue(now_ms)) {
        board_.chip.feed_watchdog();
    }
}

}  // namespace magpie::node
